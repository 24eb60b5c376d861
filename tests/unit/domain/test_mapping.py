import pytest

from server.domain.mapping import BadMapping, Mapping, parse


def test_mapping_reads_record_and_field() -> None:
    assert parse("person.birth_date") == Mapping(kind="person", field="birth_date")


def test_mapping_reads_keys_in_brackets_in_the_order_given() -> None:
    found = parse(" means_of_control[ mean=debt_bondage , phase=entry ].used ")
    assert found.keys == (("mean", "debt_bondage"), ("phase", "entry"))


def test_mapping_of_a_group_names_a_record_only() -> None:
    assert parse("journey_leg[stage=transit]") == Mapping(
        kind="journey_leg", keys=(("stage", "transit"),)
    )


def test_mapping_inherits_record_and_keys_from_the_group_around_it() -> None:
    around = parse("means_of_control[phase=entry]")
    assert (
        str(parse("[mean=drugs].used", around)) == "means_of_control[phase=entry,mean=drugs].used"
    )


def test_mapping_overrides_a_key_of_the_group_around_it() -> None:
    around = parse("journey_leg[stage=transit]")
    assert parse("[stage=entry].country", around).keys == (("stage", "entry"),)


def test_mapping_of_the_same_record_by_name_inherits_its_keys() -> None:
    around = parse("journey_leg[stage=transit]")
    assert parse("journey_leg.country", around).keys == (("stage", "transit"),)


def test_mapping_of_another_record_inherits_nothing() -> None:
    around = parse("journey_leg[stage=transit]")
    assert parse("person.age", around) == Mapping(kind="person", field="age")


@pytest.mark.parametrize("text", ["person", "person.age", "a[b=c]", "a[b=c,d=E-1].f"])
def test_mapping_is_written_as_it_is_read(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not read like"),
        ("   ", "does not read like"),
        ("Person.age", "does not read like"),
        ("person.age.years", "does not read like"),
        ("person[a=b", "does not read like"),
        (".age", "names no record"),
        ("[a=b].age", "names no record"),
        ("person[].age", "key=code"),
        ("person[a].age", "key=code"),
        ("person[a=b,].age", "key=code"),
        ("person[a=b c].age", "key=code"),
        ("person[a=b,a=c].age", "stands twice"),
    ],
)
def test_mapping_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(BadMapping, match=why):
        parse(text)
