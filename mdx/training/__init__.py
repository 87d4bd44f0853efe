"""What trainers and hubs read: rows in their formats, folders and cards."""
