"""What is read, measured against what people marked."""
