"""hog.py: takes memory, a mebibyte at a time, until it is killed or has 200 of them. Says how far it got."""
import sys

taken = []
for mebibytes in range(1, 201):
    taken.append(b"x" * (1 << 20))
    sys.stdout.write(f"{mebibytes}\n")
    sys.stdout.flush()
