"""Code lists of the means-of-control grid: phases, means and actors."""

from __future__ import annotations

from server.domain.vocabulary.lists import UNKNOWN, code_list, printed

PHASE = code_list(
    "phase",
    "Phase",
    printed("entry", "Entry into trafficking"),
    printed("exploitation", "Exploitation phase"),
)

MEAN = code_list(
    "mean",
    "Means of control",
    printed(
        "physical_abuse",
        "Physical abuse",
        htcds="PhysicalAbuse",
        ctdc="meansOfControlPhysicalAbuse",
    ),
    printed(
        "psychological_abuse",
        "Psychological abuse",
        htcds="PsychologicalAbuse",
        ctdc="meansOfControlPsychologicalAbuse",
    ),
    printed("sexual_abuse", "Sexual abuse", htcds="SexualAbuse", ctdc="meansOfControlSexualAbuse"),
    printed(
        "threats_individual",
        "Threats to individual",
        htcds="PhysicalThreats",
        ctdc="meansOfControlThreats",
    ),
    printed(
        "threat_law_enforcement",
        "Threat of action by law enforcement",
        htcds="ThreatsLawEnforcement",
        ctdc="meansOfControlThreatOfLawEnforcement",
    ),
    printed(
        "threats_family",
        "Threats to family",
        htcds="ThreatensChildrenFamily",
        ctdc="meansOfControlThreats",
    ),
    printed(
        "false_promises",
        "False promises/deception",
        htcds="FalsePromises",
        ctdc="meansOfControlFalsePromises",
    ),
    # HTCDS 2.0 defines RestrictsMovement but leaves it out of its picklist.
    printed(
        "denial_movement",
        "Denial of freedom of movement",
        htcds="RestrictsMovement",
        ctdc="meansOfControlRestrictsMovement",
    ),
    printed(
        "drugs",
        "Giving of drugs",
        htcds="PsychoactiveSubstance",
        ctdc="meansOfControlPsychoactiveSubstances",
    ),
    printed(
        "alcohol",
        "Giving of alcohol",
        htcds="PsychoactiveSubstance",
        ctdc="meansOfControlPsychoactiveSubstances",
    ),
    printed(
        "denial_medical",
        "Denial of medical treatment",
        htcds="RestrictsMedicalCare",
        ctdc="meansOfControlRestrictsMedicalCare",
    ),
    printed(
        "denial_food_drink",
        "Denial of food/drink",
        htcds="WithholdsNecessities",
        ctdc="meansOfControlWithholdsNecessities",
    ),
    printed(
        "withhold_id_docs",
        "Withholding of identity documents",
        htcds="WithholdsDocuments",
        ctdc="meansOfControlWithholdsDocuments",
    ),
    printed(
        "withhold_travel_docs",
        "Withholding of travel documents",
        htcds="WithholdsDocuments",
        ctdc="meansOfControlWithholdsDocuments",
    ),
    printed("debt_bondage", "Debt bondage", htcds="DebtBondage", ctdc="meansOfControlDebtBondage"),
    printed(
        "excessive_hours",
        "Excessive working hours",
        htcds="ExcessiveWorkingHours",
        ctdc="meansOfControlExcessiveWorkingHours",
    ),
    printed(
        "refuse_client",
        "Denial of freedom to refuse client",
        htcds="Other",
        ctdc="meansOfControlOther",
    ),
    printed(
        "refuse_acts",
        "Denial of freedom to refuse certain acts",
        htcds="Other",
        ctdc="meansOfControlOther",
    ),
    printed(
        "use_condom",
        "Denial of freedom to use condom",
        htcds="Other",
        ctdc="meansOfControlOther",
    ),
    printed("other", "Other means of control", htcds="Other", ctdc="meansOfControlOther"),
)

MEAN_ENTRY = MEAN.without(
    "excessive_hours",
    "refuse_client",
    "refuse_acts",
    "use_condom",
    name="mean_entry",
    label="Means of control on entry",
)

ACTOR = code_list(
    "actor",
    "Who by",
    printed("recruiter", "Recruiter", htcds="RecruiterOrIntermediary"),
    printed("transporter", "Transporter", htcds="Transporter"),
    printed("harbourer", "Harbourer", htcds="HarbouredIndividual"),
    printed("receiver", "Receiver", htcds="ReceivedIndividual"),
    printed("exploiter", "Exploiter", htcds="Exploiter"),
    printed("client", "Client", htcds="Other"),
    printed("other", "Other", htcds="Other"),
    UNKNOWN,
)

ACTOR_ENTRY = ACTOR.without("exploiter", "client", name="actor_entry", label="Who by, on entry")

LISTS = (PHASE, MEAN, MEAN_ENTRY, ACTOR, ACTOR_ENTRY)
