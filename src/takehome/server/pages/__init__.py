"""The pages for people: plain HTML first, one small script on top."""
