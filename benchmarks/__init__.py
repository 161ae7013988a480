"""Speed of the trust model, side by side with the libraries people use. Not part of the book."""
