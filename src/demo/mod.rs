//! Invented practices and people: a small set to try the program with, and a national-size one to measure it on.
