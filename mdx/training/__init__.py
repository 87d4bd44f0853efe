"""What trainers read: the rows of their formats, and the folders and cards that hubs take."""
