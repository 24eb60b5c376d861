"""Words that many passwords are made of, and the keys that stand in a row on a keyboard."""

from __future__ import annotations

from typing import Final

KEYS_IN_A_ROW: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertzuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()",
)

# What is guessed first anywhere; then what would be guessed first here.
_WORDS: Final = """
    password passwort passwd pass motdepasse contrasena clave secret secreto letmein welcome
    bienvenue bienvenido login logon user admin administrator root master changeme change default
    guest test testing temp iloveyou love loveyou amour amor princess princesse sunshine monkey
    dragon football soccer baseball cricket basketball superman batman starwars pokemon computer
    internet windows google facebook samsung iphone whatever trustno shadow michael jesus christ
    god blessed family mother father summer winter spring autumn january february march april
    june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday hello bonjour hola freedom forever flower purple orange yellow cheese cookie
    chocolate butterfly money please thank
    lespwa saint lucia saintlucia stlucia helen castries soufriere vieuxfort caribbean police
    immigration customs ministry government national task force taskforce trafficking human victim
    hotline report screening manager leader operator officer data case worker confidential
"""
COMMON_WORDS: Final = frozenset(_WORDS.split())
