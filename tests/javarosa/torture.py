"""A form with every type, appearance, function and structure that the web form client takes."""

from __future__ import annotations

from functools import cache
from typing import Final

from pyxform.xls2xform import convert

from tests.simulators.sheets import form

_SURVEY = """
| type | name | label::English (en) | label::Español (es) | hint::English (en) | hint::Español (es) | guidance_hint | appearance | required | required_message::English (en) | required_message::Español (es) | constraint | constraint_message::English (en) | constraint_message::Español (es) | relevant | calculation | trigger | default | read_only | choice_filter | repeat_count | parameters |
| start | start | | | | | | | | | | | | | | | | | | | | |
| end | end | | | | | | | | | | | | | | | | | | | | |
| today | today | | | | | | | | | | | | | | | | | | | | |
| calculate | tag | | | | | | | | | | | | | | once(substr('ABCDEFGH', int(random() * 8))) | | | | | | |
| calculate | chain_1 | | | | | | | | | | | | | | ${whole} * 2 | | | | | | |
| calculate | chain_2 | | | | | | | | | | | | | | ${chain_1} + number(${fraction}) | | | | | | |
| calculate | chain_3 | | | | | | | | | | | | | | if(${chain_2} > 10, concat(${chain_2}, '/', ${name}), ${chain_1}) | | | | | | |
| note | welcome | **Welcome** ${name}, you have ${chain_2} | **Hola** ${name} | | | | | | | | | | | | | | | | | | |
| text | name | Name | Nombre | your name | su nombre | only the first | | yes | Say a name | Diga un nombre | string-length(.) < 60 | Too long | Muy largo | | | | | | | | |
| text | story | Story | Historia | | | | multiline | | | | not(contains(., 'NA')) | | | | | | | | | | |
| text | code | Code | Código | | | | | | | | regex(., '[A-Z]{2}[-_][0-9]{1,3}') or . = 'none' | Two letters and digits | Dos letras | | | | | | | | |
| text | preset | Preset | Preset | | | | | | | | | | | | | | as it was | | | | |
| text | shown | Shown | Visto | | | | | | | | | | | | concat('about ', ${name}) | | | yes | | | |
| integer | whole | Whole | Entero | | | | | | | | . >= -5 and . < 1000 or . = 100000 | | | | | | | | | | |
| decimal | fraction | Fraction | Decimal | | | | | | | | . != 0.1 | | | | | | | | | | |
| integer | preset_int | Preset number | Número | | | | | | | | | | | | | | 7 | | | | |
| decimal | preset_decimal | Preset fraction | Decimal | | | | | | | | | | | | | | 12.50 | | | | |
| date | day | Day | Día | | | | | | | | . <= today() and . > date('1940-01-01') | Not in the future | No en el futuro | | | | | | | | |
| date | month | Month | Mes | | | | month-year | | | | | | | | | | today() | | | | |
| date | year | Year | Año | | | | year | | | | . >= ${day} or ${day} = '' | | | | | | | | | | |
| date | next_week | Next week | Semana que viene | | | | | | | | | | | | | | date(decimal-date-time(today()) + 7) | | | | |
| time | hour | Hour | Hora | | | | | | | | | | | | | | | | | | |
| dateTime | moment | Moment | Momento | | | | | | | | . < now() | | | | | | | | | | |
| calculate | age | | | | | | | | | | | | | | int((decimal-date-time(today()) - decimal-date-time(${day})) div 365.25) | | | | | | |
| calculate | day_text | | | | | | | | | | | | | | format-date(${day}, '%d %b %Y %a %e.%n.%y') | | | | | | |
| calculate | moment_text | | | | | | | | | | | | | | format-date-time(${moment}, '%Y-%m-%dT%H:%M:%S.%3 %h') | | | | | | |
| calculate | moment_kept | | | | | | | | | | | | | | ${moment} | | | | | | |
| calculate | day_kept | | | | | | | | | | | | | | ${day} | | | | | | |
| calculate | day_number | | | | | | | | | | | | | | ${day} + 1 | | | | | | |
| calculate | hour_share | | | | | | | | | | | | | | round(decimal-time(${moment}), 4) | | | | | | |
| select_one mood | mood | Mood | Ánimo | | | | | | | | | | | | | | fine | | | | |
| select_one mood | likert | Likert | Likert | | | | likert | | | | | | | | | | | | | | |
| select_one mood | small | Small | Pequeño | | | | minimal | | | | . != 'bad' or ${mood} = 'bad' | | | | | | | | | | |
| select_multiple mood | moods | Moods | Ánimos | | | | columns | | | | not(selected(., 'fine') and count-selected(.) > 1) | | | | | | | | | | |
| select_multiple mood or_other | others | Others | Otros | | | | | | | | | | | | | | | | | | |
| rank mood | order | Order | Orden | | | | | | | | | | | | | | | | | | |
| range | scale | Scale | Escala | | | | | | | | | | | | | | | | | | start=1 end=9 step=2 |
| range | slope | Slope | Cuesta | | | | | | | | | | | | | | | | | | start=0.5 end=2.5 step=0.5 |
| acknowledge | agreed | Agreed | De acuerdo | | | | | | | | | | | | | | | | | | |
| geopoint | place | Place | Lugar | | | | | | | | | | | | | | | | | | |
| image | picture | Picture | Imagen | | | | | | | | | | | | | | | | | | max-pixels=800 |
| image | mark | Sign | Firme | | | | signature | | | | | | | | | | | | | | |
| image | sketch | Draw | Dibuje | | | | draw | | | | | | | | | | | | | | |
| file | paper | Paper | Papel | | | | | | | | | | | | | | | | | | |
| select_one region | region | Region | Región | | | | | | | | | | | | | | | | | | |
| select_one district | district | District | Distrito | | | | autocomplete | | | | | | | ${region} != '' | | | | | region = ${region} | | |
| select_multiple district | districts | Districts | Distritos | | | | | | | | | | | | | | | | region = ${region} or big = 'yes' | | |
| select_one_from_file towns.csv | town | Town | Pueblo | | | | autocomplete | | | | | | | | | | | | order = ${mood} | | |
| select_one_from_file towns.csv | home_town | Home town | Pueblo natal | | | | minimal | | | | | | | | | | | | | | |
| select_one mood | stirred | Stirred | Mezclado | | | | | | | | | | | | | | | | | | randomize=true seed=42 |
| begin_group | grp | Group | Grupo | | | | field-list | | | | | | | ${mood} = 'bad' or ${whole} > 50 | | | | | | | |
| integer | inner | Inner | Dentro | | | | | yes | | | | | | | | | | | | | |
| begin_group | deep | Deep | Hondo | | | | | | | | | | | ${inner} > 3 | | | | | | | |
| text | deepest | Deepest | Más hondo | | | | | | | | | | | | | | | | | | |
| calculate | deep_sum | | | | | | | | | | | | | | coalesce(${inner}, 0) + coalesce(${whole}, 0) | | | | | | |
| end_group | | | | | | | | | | | | | | | | | | | | | |
| end_group | | | | | | | | | | | | | | | | | | | | | |
| begin_group | table | Table | Tabla | | | | table-list | | | | | | | | | | | | | | |
| select_one mood | row_1 | Row 1 | Fila 1 | | | | | | | | | | | | | | | | | | |
| select_one mood | row_2 | Row 2 | Fila 2 | | | | | | | | | | | | | | | | | | |
| end_group | | | | | | | | | | | | | | | | | | | | | |
| calculate | seen_inner | | | | | | | | | | | | | | concat('[', ${inner}, '~', ${deepest}, ']') | | | | | | |
| begin_repeat | person | Person | Persona | | | | field-list | | | | | | | ${whole} != 13 | | | | | | | |
| text | who | Who | Quién | | | | | yes | | | string-length(.) > 1 | | | | | | | | | | |
| integer | years | Years | Años | | | | | | | | . >= 0 and . <= 120 | | | | | | | | | | |
| calculate | number | | | | | | | | | | | | | | position(..) | | | | | | |
| calculate | share | | | | | | | | | | | | | | round(${years} div ${total_years} * 100, 1) | | | | | | |
| calculate | before | | | | | | | | | | | | | | indexed-repeat(${years}, ${person}, position(..) - 1) | | | | | | |
| text | guardian | Guardian of ${who} | Tutor de ${who} | | | | | | | | | | | ${years} < 18 | | | | | | | |
| text | suggested | Suggested | Sugerido | | | | | | | | | | | | | | concat('p', position(..)) | | | | |
| select_one district | lives | Lives | Vive | | | | | | | | | | | | | | | | region = ${home} | | |
| select_one region | home | Home | Hogar | | | | minimal | | | | | | | | | | | | | | |
| integer | things | How many things | Cuántas cosas | | | | | | | | . >= 0 and . < 5 | | | | | | | | | | |
| begin_repeat | thing | Thing | Cosa | | | | | | | | | | | | | | | | | ${things} | |
| text | what | What | Qué | | | | | | | | | | | ${years} != 33 | | | | | | | |
| decimal | worth | Worth | Valor | | | | | | | | | | | | | | | | | | |
| calculate | of_whom | | | | | | | | | | | | | | concat(${who}, ' ', position(..), '/', ${things}) | | | | | | |
| end_repeat | | | | | | | | | | | | | | | | | | | | | |
| begin_repeat | visit | Visit | Visita | | | | | | | | | | | ${years} > 5 | | | | | | | |
| date | visited | Visited | Visitado | | | | | | | | . <= today() | | | | | | | | | | |
| begin_group | inside | Inside | Dentro | | | | | | | | | | | | | | | | | | |
| integer | hours | Hours | Horas | | | | | | | | | | | | | | | | | | |
| end_group | | | | | | | | | | | | | | | | | | | | | |
| end_repeat | | | | | | | | | | | | | | | | | | | | | |
| calculate | worth_all | | | | | | | | | | | | | | sum(${worth}) | | | | | | |
| calculate | hours_all | | | | | | | | | | | | | | concat(sum(${hours}), ' in ', count(${visit})) | | | | | | |
| end_repeat | | | | | | | | | | | | | | | | | | | | | |
| calculate | total_years | | | | | | | | | | | | | | sum(${years}) | | | | | | |
| calculate | people | | | | | | | | | | | | | | count(${person}) | | | | | | |
| calculate | named | | | | | | | | | | | | | | join(', ', ${who}) | | | | | | |
| calculate | oldest | | | | | | | | | | | | | | max(${years}) | | | | | | |
| calculate | youngest | | | | | | | | | | | | | | min(${years}) | | | | | | |
| calculate | with_years | | | | | | | | | | | | | | count-non-empty(${years}) | | | | | | |
| calculate | first_who | | | | | | | | | | | | | | indexed-repeat(${who}, ${person}, 1) | | | | | | |
| calculate | grown | | | | | | | | | | | | | | count(${person}[years >= 18]) | | | | | | |
| begin_repeat | fixed | Fixed | Fijo | | | | | | | | | | | | | | | | | 3 | |
| text | fixed_text | Text ${tag} | Texto | | | | | | | | | | | | | | | | | | |
| calculate | fixed_at | | | | | | | | | | | | | | position(..) * 10 | | | | | | |
| end_repeat | | | | | | | | | | | | | | | | | | | | | |
| text | copied | Copied | Copiado | | | | | | | | | | | | ${name} | ${name} | | | | | |
| calculate | changed | | | | | | | | | | | | | | concat(${changed}, 'x') | ${mood} | | | | | |
| integer | asked | Asked | Preguntado | | | | | ${mood} = 'bad' | Needed now | Hace falta | | | | | | | | | | | |
| text | locked | Locked | Cerrado | | | | | | | | | | | | | | | ${mood} = 'fine' | | | |
| calculate | truth | | | | | | | | | | | | | | ${whole} > 3 and ${name} | | | | | | |
| calculate | either | | | | | | | | | | | | | | ${code} or ${agreed} = 'OK' | | | | | | |
| calculate | negative | | | | | | | | | | | | | | -${whole} - -2 | | | | | | |
| calculate | sums | | | | | | | | | | | | | | concat(${whole} div 7, ' ', ${whole} mod 7, ' ', -7 mod 3, ' ', 10000000 * ${fraction}, ' ', ${fraction} div 100000) | | | | | | |
| calculate | quotient | | | | | | | | | | | | | | ${whole} div 3 | | | | | | |
| calculate | large | | | | | | | | | | | | | | ${whole} * 3000000 | | | | | | |
| calculate | rounded | | | | | | | | | | | | | | concat(round(${fraction}), ' ', round(${fraction}, 1), ' ', round(${fraction}, -2), ' ', int(${fraction}), ' ', abs(${fraction})) | | | | | | |
| calculate | texts | | | | | | | | | | | | | | concat(substr(${name}, 1, 4), '\\n', substring-before(${name}, ' '), substring-after(${name}, ' '), translate(${name}, 'aeiou', 'AE'), normalize-space(${story}), string-length(${name})) | | | | | | |
| calculate | found | | | | | | | | | | | | | | concat(contains(${name}, 'e'), starts-with(${name}, 'C'), ends-with(${name}, 'et'), regex(${name}, '.*[0-9].*')) | | | | | | |
| calculate | picked | | | | | | | | | | | | | | concat(selected(${moods}, 'bad'), selected-at(${moods}, 0), selected-at(${moods}, 9), count-selected(${moods})) | | | | | | |
| calculate | listed | | | | | | | | | | | | | | checklist(1, 2, ${agreed}, ${whole} > 3, ${name} = '') | | | | | | |
| calculate | weighed | | | | | | | | | | | | | | weighted-checklist(1, 5, ${agreed} = 'OK', 2, ${whole} > 3, 4) | | | | | | |
| calculate | either_text | | | | | | | | | | | | | | coalesce(${code}, ${mood}) | | | | | | |
| calculate | boundary | | | | | | | | | | | | | | min(${whole}, ${fraction}, 5) + max(${whole}, -3) | | | | | | |
| calculate | is_true | | | | | | | | | | | | | | boolean-from-string(${code}) or boolean(${preset}) and not(false()) | | | | | | |
| calculate | comes_from_list | | | | | | | | | | | | | | instance('towns')/root/item[name = ${home_town}]/people | | | | | | |
| calculate | self | | | | | | | | | | | | | | concat(${whole}, '-', ., '-') | ${whole} | | | | | |
"""

_CHOICES = """
| list_name | name | label::English (en) | label::Español (es) | region | big |
| mood | fine | Fine | Bien | | |
| mood | bad | Bad | Mal | | |
| mood | unknown | Not known | No se sabe | | |
| region | north | North | Norte | | |
| region | south | South | Sur | | |
| district | gros_islet | Gros Islet | Gros Islet | north | yes |
| district | castries | Castries | Castries | north | |
| district | choiseul | Choiseul | Choiseul | south | |
| district | laborie | Laborie | Laborie | south | yes |
"""

_SETTINGS = """
| form_id | form_title | version | default_language | instance_name |
| torture | Every thing at once | 1 | English (en) | concat(${name}, ' - ', ${people}) |
"""

# A column called "order" begins as an operator does.
MEDIA: Final = {
    "towns.csv": (
        b"name,label,order,people\n"
        b"t1,Anse La Raye,fine,6247\nt2,Canaries,bad,2044\nt3,Dennery,fine,12599\nt4,Soufriere,unknown,\n"
    )
}


@cache
def torture_form() -> bytes:
    """Return the form as pyxform makes it."""
    return convert(form(_SURVEY, _CHOICES, _SETTINGS)).xform.encode()
