"""What a new corpus starts with: entity types and redaction reasons, all editable later."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from reviewer.corpus.schema import EntityTypeRecord, ReasonRecord

ENTITY_TYPES: tuple[tuple[str, str], ...] = (
    ("Person", "#2ea8e5"),
    ("Organisation", "#a28ae5"),
    ("Place", "#5fb236"),
    ("Weapon or equipment", "#ff6666"),
    ("Event", "#f19837"),
    ("Date", "#aaaaaa"),
    ("Other", "#e56eee"),
)

# The plain set first: it is what most people need. FOIA exemptions after 5 U.S.C. 552(b).
REASONS: tuple[tuple[str, str, str], ...] = (
    ("Plain", "Source protection", "Source protection"),
    ("Plain", "Personal data", "Personal data"),
    ("Plain", "Third party", "Third party"),
    ("Plain", "Harm to a person", "Harm to a person"),
    ("Plain", "Legal privilege", "Legal privilege"),
    ("Plain", "Commercial", "Commercial"),
    ("FOIA", "(b)(1)", "Classified national security information"),
    ("FOIA", "(b)(2)", "Internal personnel rules and practices"),
    ("FOIA", "(b)(3)", "Exempted by another statute"),
    ("FOIA", "(b)(4)", "Trade secrets, commercial or financial information"),
    ("FOIA", "(b)(5)", "Deliberative process, attorney work product"),
    ("FOIA", "(b)(6)", "Personal privacy"),
    ("FOIA", "(b)(7)(A)", "Law enforcement: proceedings"),
    ("FOIA", "(b)(7)(B)", "Law enforcement: fair trial"),
    ("FOIA", "(b)(7)(C)", "Law enforcement: personal privacy"),
    ("FOIA", "(b)(7)(D)", "Law enforcement: confidential source"),
    ("FOIA", "(b)(7)(E)", "Law enforcement: techniques"),
    ("FOIA", "(b)(7)(F)", "Law enforcement: life or physical safety"),
    ("FOIA", "(b)(8)", "Supervision of banks"),
    ("FOIA", "(b)(9)", "Wells"),
    ("E.O. 13526", "1.4(a)", "Military plans, weapons or operations"),
    ("E.O. 13526", "1.4(b)", "Foreign government information"),
    ("E.O. 13526", "1.4(c)", "Intelligence activities, sources, methods, cryptology"),
    ("E.O. 13526", "1.4(d)", "Foreign relations, confidential sources"),
    ("E.O. 13526", "1.4(e)", "Scientific, technological or economic matters"),
    ("E.O. 13526", "1.4(f)", "Safeguarding nuclear materials or facilities"),
    ("E.O. 13526", "1.4(g)", "Vulnerabilities or capabilities of systems"),
    ("E.O. 13526", "1.4(h)", "Weapons of mass destruction"),
)


def insert_starters(connection: Connection) -> None:
    """Fill a new corpus with the entity types and reasons above."""
    connection.execute(
        insert(EntityTypeRecord),
        [
            {"name": name, "colour": colour, "position": position}
            for position, (name, colour) in enumerate(ENTITY_TYPES)
        ],
    )
    connection.execute(
        insert(ReasonRecord),
        [
            {"set_name": set_name, "code": code, "label": label, "position": position}
            for position, (set_name, code, label) in enumerate(REASONS)
        ],
    )
