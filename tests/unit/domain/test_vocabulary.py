"""The code lists say what the source document prints, and what other standards call it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pycountry
import pytest

from server.domain.vocabulary import VOCABULARY, CodeList
from server.domain.vocabulary.places import language_code

LISTS = Path(__file__).parents[3] / "xlsforms" / "lists"

STANDARDS = {
    "htcds",
    "ctdc",
    "glotip",
    "isic",
    "iccs",
    "iso5218",
}

PRINTED_ACTIVITIES = (
    "agricultural_work",
    "begging",
    "child_care",
    "construction",
    "domestic_work",
    "factory_work",
    "fishing",
    "low_level_criminal_activities",
    "marriage",
    "military_service",
    "mining",
    "prostitution",
    "restaurants_and_hotel_work",
    "study",
    "small_street_commerce",
    "trade",
    "transport",
    "unemployed",
    "other",
)

MEANS_OF_BOTH_PHASES = (
    "physical_abuse",
    "psychological_abuse",
    "sexual_abuse",
    "threats_individual",
    "threat_law_enforcement",
    "threats_family",
    "false_promises",
    "denial_movement",
    "drugs",
    "alcohol",
    "denial_medical",
    "denial_food_drink",
    "withhold_id_docs",
    "withhold_travel_docs",
    "debt_bondage",
)

MEANS_OF_EXPLOITATION = ("excessive_hours", "refuse_client", "refuse_acts", "use_condom")


def printed(name: str) -> tuple[str, ...]:
    return VOCABULARY[name].printed


def every_list() -> list[CodeList]:
    return list(VOCABULARY.values())


@pytest.mark.parametrize("each", every_list(), ids=lambda each: each.name)
def test_list_has_unique_well_formed_codes_and_labels(each: CodeList) -> None:
    assert len(set(each.codes)) == len(each.codes)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", code) for code in each.codes)
    assert all(term.label.strip() == term.label != "" for term in each.terms)


@pytest.mark.parametrize("each", every_list(), ids=lambda each: each.name)
def test_list_crosswalks_only_to_known_standards(each: CodeList) -> None:
    assert {standard for term in each.terms for standard in term.crosswalk} <= STANDARDS
    assert all(value.strip() for term in each.terms for value in term.crosswalk.values())


@pytest.mark.requirement("R47")
def test_referring_types_are_the_thirteen_printed() -> None:
    assert printed("referring_type") == (
        "ngo",
        "international_organization",
        "law_enforcement",
        "immigration",
        "government",
        "embassy",
        "iom_mission",
        "hotline",
        "self_referral",
        "family",
        "friend",
        "client",
        "other",
    )


@pytest.mark.requirement("R51")
def test_contacts_are_the_eight_printed() -> None:
    assert printed("contact") == (
        "personal_contact",
        "employment_agency",
        "travel_agency",
        "internet_advertisement",
        "newspaper_advertisement",
        "radio_advertisement",
        "television_advertisement",
        "other",
    )


@pytest.mark.requirement("R60")
def test_activities_are_the_nineteen_printed() -> None:
    assert printed("activity") == PRINTED_ACTIVITIES
    assert len(PRINTED_ACTIVITIES) == 19


@pytest.mark.requirement("R52")
def test_believed_activities_are_the_seventeen_printed() -> None:
    left_out = {"marriage", "unemployed"}
    assert printed("activity_believed") == tuple(
        code for code in PRINTED_ACTIVITIES if code not in left_out
    )


@pytest.mark.requirement("R58")
def test_transit_activities_are_the_eighteen_printed() -> None:
    assert printed("activity_transit") == tuple(
        code for code in PRINTED_ACTIVITIES if code != "unemployed"
    )


@pytest.mark.requirement("R57")
def test_companions_are_the_nine_printed() -> None:
    assert printed("companion") == (
        "husband",
        "wife",
        "partner",
        "relative",
        "friend",
        "recruiter",
        "transporter",
        "unknown_persons",
        "other",
    )


@pytest.mark.requirement("R59")
def test_means_on_entry_are_the_fifteen_printed_and_other() -> None:
    assert printed("mean_entry") == (*MEANS_OF_BOTH_PHASES, "other")


@pytest.mark.requirement("R62", "R63")
def test_means_of_exploitation_add_four_to_those_of_entry() -> None:
    assert printed("mean") == (*MEANS_OF_BOTH_PHASES, *MEANS_OF_EXPLOITATION, "other")


@pytest.mark.requirement("R59", "R62")
def test_actors_of_entry_are_five_and_of_exploitation_two_more() -> None:
    on_entry = ("recruiter", "transporter", "harbourer", "receiver", "other")
    assert printed("actor_entry") == on_entry
    assert set(printed("actor")) == {*on_entry, "exploiter", "client"}


@pytest.mark.requirement("R10")
def test_types_of_exploitation_are_the_ten_printed_with_marked_additions() -> None:
    types = VOCABULARY["exploitation"]
    assert len(types.printed) == 10
    assert set(types.codes) - set(types.printed) == {
        "organ_removal",
        "servitude_slavery",
        "forced_criminality",
        "unknown",
    }


@pytest.mark.requirement("R23")
def test_victim_profile_has_the_eleven_printed_options() -> None:
    assert len(printed("victim_profile")) == 11


@pytest.mark.requirement("R64")
def test_reasons_against_exploitation_are_the_three_printed() -> None:
    assert printed("why_not") == ("rescue", "escape", "other")


@pytest.mark.requirement("R65")
def test_materials_are_the_seven_printed_and_other() -> None:
    assert len(printed("material")) == 8
    assert printed("material")[-1] == "other"


@pytest.mark.requirement("R66")
def test_outcome_may_stay_undetermined() -> None:
    assert VOCABULARY["outcome"].codes == ("victim", "not_victim", "undetermined")


@pytest.mark.requirement("R68")
def test_extents_are_the_three_printed() -> None:
    assert printed("trafficking_extent") == ("in_country", "transnational", "both")


@pytest.mark.requirement("R77")
def test_services_are_the_four_printed() -> None:
    assert printed("service") == (
        "medical",
        "health_assessment",
        "assisted_return",
        "reintegration",
    )


@pytest.mark.parametrize("filename", ["countries", "languages", "districts"])
def test_iso_lists_are_those_that_the_forms_use(filename: str) -> None:
    name = {"countries": "country", "languages": "language", "districts": "district"}[filename]
    with (LISTS / f"{filename}.csv").open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    added = {term.code for term in VOCABULARY[name].terms if term.is_added}
    assert set(VOCABULARY[name].codes) == codes | added


def test_countries_are_all_of_iso_3166() -> None:
    assert set(printed("country")) == {country.alpha_3 for country in pycountry.countries}


@pytest.mark.requirement("R49")
def test_languages_are_of_iso_639_3_with_saint_lucian_creole() -> None:
    known = {language.alpha_3 for language in pycountry.languages}
    assert set(printed("language")) <= known
    assert "acf" in printed("language")


@pytest.mark.requirement("R7")
def test_districts_are_all_of_iso_3166_2() -> None:
    districts = {each.code for each in pycountry.subdivisions if each.country_code == "LC"}
    assert set(printed("district")) == districts


def test_list_finds_a_term_by_its_code() -> None:
    sex = VOCABULARY["sex"]
    found = sex.term("female")
    assert found is not None
    assert found.crosswalk["iso5218"] == "2"
    assert sex.term("nothing") is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("es", "spa"), ("pt-BR", "por"), ("EN", "eng"), ("acf", "acf"), ("qq", ""), ("", "")],
)
def test_language_tag_gives_the_code_of_the_list(tag: str, code: str) -> None:
    assert language_code(tag) == code


def test_every_language_of_two_letters_is_on_the_list() -> None:
    two = [each.alpha_2 for each in pycountry.languages if hasattr(each, "alpha_2")]
    living = [each for each in two if language_code(each)]
    assert {language_code(each) for each in living} <= set(VOCABULARY["language"].codes)
    assert {"en", "es", "fr", "ht", "zh", "ar"} <= set(living)
