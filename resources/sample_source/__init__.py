"""What the sample corpus is made from: the texts, and how each format is written."""
