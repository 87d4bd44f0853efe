"""What is in a set and what was dropped from it, for the person who makes it.

counts     what is counted as records pass, in bounded memory
samples    the few records that are kept to be looked at
tables     the counts as tables
page       one HTML file of all of it; page.css and page.js stand in it
text       the tables alone, for a terminal
"""
