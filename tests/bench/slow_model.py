"""A model that answers every question after so many seconds: python slow_model.py 0.2; prints its
port."""

import asyncio
import json
import sys

ANSWERS = {
    b"/v1/messages": {
        "content": [{"type": "text", "text": "Draw a blue circle."}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 100, "output_tokens": 20},
    },
    b"/v1/chat/completions": {
        "choices": [{"message": {"content": "Draw a blue circle."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20},
    },
}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
DELAY_S = float(sys.argv[1])


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
            lengths = [int(line.split(b":")[1]) for line in head if b"content-length" in line]
            await reader.readexactly(sum(lengths))
            await asyncio.sleep(DELAY_S)
            body = json.dumps(ANSWERS[head[0].split()[1]]).encode()
            writer.write(HEAD % len(body) + body)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
