"""What teachers get of a chapter: exercises for students, their solutions, a guide, a handout and slides."""
