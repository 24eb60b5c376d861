"""Invented people, places and stories: none of them exists, and their names say so."""

from __future__ import annotations

FIRST_NAMES = (
    "Samplia", "Testina", "Inventa", "Fabula", "Exempla", "Modella", "Mockwell", "Demoline",
    "Fictor", "Draftin", "Notreal", "Pretendo", "Madeup", "Showcase", "Trialson", "Specimen",
)  # fmt: skip
FAMILY_NAMES = (
    "Example", "Sampleton", "Madeupson", "Inventado", "Fictive", "Demoville", "Testmore",
    "Nowhereson", "Placeholder", "Specimore", "Imagineer", "Draftley",
)  # fmt: skip
PLACES = (
    "Invented Bay", "Sample Hill", "Example Village", "Madeup Beach", "Test Corner",
    "Nowhere Estate", "Demo Point", "Fictive Crossing",
)  # fmt: skip
STREETS = ("Sample Street", "Example Road", "Invented Lane", "Madeup Avenue")
AGENCIES = ("Example Police Post", "Invented Health Centre", "Sample School", "Test Border Desk")
POSTS = ("Constable", "Nurse", "Teacher", "Immigration officer", "Social worker")
STORIES = (
    "Made-up story: people sleep at the work site and are never seen outside alone.",
    "Made-up story: a young person asked a neighbour for food and said the door is locked.",
    "Made-up story: passports are kept by the employer, who says there is a debt to work off.",
    "Made-up story: a bar offers rooms by the hour and the same van comes each night.",
    "Made-up story: a child sells sweets by the road during school hours and hands over the money.",
    "Made-up story: a worker was promised a hotel job and now cleans houses without pay.",
)
TRAFFICKERS = (
    "Made-up: a man called Mr Notreal drives a white van.",
    "Made-up: the owner of the Invented Bar, known as Boss Fiction.",
    "Made-up: a woman who calls herself Auntie Pretend.",
    "Made-up: a recruiter who writes from an account named best-jobs-example.",
)
