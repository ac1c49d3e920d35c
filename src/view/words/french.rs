//! French. A no-break space stands before `:`, `!` and `?`, as French typography asks.

mod refusals;

use super::Words;
use crate::card::{Field, Hint};
use crate::station::screen::{Notice, ReferenceProblem, TechnicianAct};
use crate::station::{
    AmountProblem, Attention, Link, NumberStyle, ReaderHealth, SaleState, SwipeProblem,
};

pub(super) const WORDS: Words = Words {
    sandbox_banner: "SANDBOX – aucun argent ne circule",
    test_banner: "SANDBOX – mode test de Stripe, aucun argent ne circule",
    enlarge: "Veuillez agrandir la fenêtre.",
    step_amount: "Montant",
    step_reference: "Référence",
    step_customer: "Client",
    step_method: "Paiement",
    step_card: "Carte",
    step_confirm: "Accord",

    key_enter: "Entrée",
    key_escape: "Échap",
    key_delete: "Suppr",
    key_tab: "Tab",
    key_leave: "Ctrl+Q",
    act_continue: "Continuer",
    act_back: "Retour",
    act_cancel: "Annuler",
    act_choose: "Choisir",
    act_clear: "Effacer",
    act_next_line: "Ligne suivante",
    act_start: "Commencer",
    act_type_amount: "Nouveau paiement",
    act_acknowledge: "C'est noté",
    act_charge: "Débiter",
    act_other_card: "Autre carte",
    act_end_sale: "Terminer la vente",
    act_leave: "Quitter",
    act_send: "Envoyer",
    act_leave_running: "Continuer sans attendre",
    act_try_again: "Réessayer",
    act_none: "Veuillez patienter\u{a0}: aucune touche n'est utile",
    act_none_closed: "Fermé pour l'instant\u{a0}: aucune touche n'est utile",

    still_there: "Êtes-vous toujours là\u{a0}?",
    any_key: "Appuyez sur une touche pour continuer",

    type_amount: "Saisissez le montant",
    take_payment: "Appuyez sur Entrée pour encaisser",
    recent: "Derniers paiements",
    last_payment: "Dernier paiement approuvé\u{a0}:",
    none_yet: "Aucun paiement. Le premier s'affichera ici.",
    column_number: "N°",
    column_time: "Heure",
    column_amount: "Montant",
    column_reference: "Référence",
    column_card: "Carte",
    column_state: "État",
    attract_large: "PAYEZ ICI",
    attract: "Appuyez sur Entrée pour commencer",
    unseen_title: "Le dernier paiement a été approuvé",
    unseen_text: "La station s'est arrêtée avant de l'afficher. Ne débitez plus rien.",
    unseen_next: "Appuyez sur Entrée pour confirmer la lecture",

    demo_title: "Cartes de test\u{a0}: une touche, quand la carte est demandée",
    demo_visa: "Visa, approuvée",
    demo_mastercard: "Mastercard",
    demo_amex: "American Express",
    demo_declined: "Refusée",
    demo_funds: "Sans provision",
    demo_bank: "Banque",
    demo_unreadable: "Illisible",
    demo_licence: "Permis",
    demo_challenge: "F2 accepter comme le client, F3 refuser",

    amount_title: "Quel montant\u{a0}?",
    choose_amount: "Appuyez sur le numéro d'un montant.",
    reference_title: "Pour quel motif\u{a0}?",
    reference_optional: "Réservation, chambre ou facture. Peut rester vide.",
    reference_required: "Numéro de réservation, de chambre ou de facture.",
    customer_title: "Qui paie\u{a0}?",
    walk_in: "Client de passage",
    search_label: "Chercher par nom ou e-mail",
    search_start: "Tapez au moins trois lettres, ou Entrée pour un client de passage.",
    search_card: "Peut-être un numéro de carte\u{a0}: rien n'est cherché. Entrée l'efface.",
    searching: "Recherche…",
    nobody_found: "Personne. Un client de passage est toujours possible.",
    search_failed: "La recherche ne répond pas. Un client de passage est toujours possible.",
    method_title: "Comment payer\u{a0}?",
    new_card: "Payer avec une nouvelle carte",

    card_large: "VOTRE CARTE",
    card_title: "Glissez la carte ou tapez le numéro",
    card_preparing: "Préparation…",
    card_reading: "Lecture de la carte…",
    card_from_stripe: "Lue sur la piste. Tapez le code de sécurité.",
    card_complete: "Merci. Appuyez sur Entrée.",
    card_expires: "Expire",
    field_number: "Numéro de carte",
    field_expiry: "Date d'expiration (MM/AA)",
    field_cvc: "Code de sécurité",
    field_postal: "Code postal",

    save_question: "Enregistrer cette carte pour plus tard\u{a0}?",
    save_yes: "Oui",
    save_no: "Non",
    save_locked: "bloqué",
    save_why: "Cette station débite une carte une seule fois, puis l'oublie.",
    save_asked: "«\u{a0}Oui\u{a0}» est impossible\u{a0}: rien ici ne sait enregistrer une carte.",

    confirm_title: "Est-ce exact\u{a0}?",
    yes_charge: "Oui, débiter le client",
    yes_charge_me: "Oui, débiter ma carte",
    cancel: "Annuler",
    checking_card: "Vérification de la carte…",
    duplicate: "Cette carte a déjà payé ce montant ici. Débiter encore\u{a0}?",
    label_amount: "Montant",
    label_customer: "Client",
    label_reference: "Référence",
    label_card: "Carte",
    label_sale: "Vente",
    asking_bank: "Demande à la banque…",
    please_wait: "Cela prend quelques secondes.",
    takes_longer: "C'est plus long que d'habitude, une minute au plus. Pas de double débit.",

    challenge_title: "La banque veut confirmer ce paiement",
    challenge_scan: "1. Scannez le code avec un téléphone.",
    challenge_confirm: "2. Confirmez-y le paiement.",
    challenge_wait: "3. Revenez\u{a0}: cet écran continue seul.",
    challenge_deaf: "Pas de connexion pour le moment. Veuillez patienter.",
    challenge_no_room: "La page de la banque est un code trop grand pour cet écran. Agrandissez \
                        la fenêtre, ou annulez et prenez une autre carte.",

    approved: "APPROUVÉ",
    declined: "REFUSÉ",
    not_charged: "NON DÉBITÉ",
    nothing_charged: "rien n'a été débité",
    card_not_saved: "Carte non enregistrée",
    may_pend: "Si la banque l'affiche en attente, cela disparaît tout seul.",
    paused_now: "Trop de cartes ont été refusées\u{a0}: la borne fait une pause.",
    staff: "Personnel\u{a0}:",

    receipt_title: "Voulez-vous un reçu\u{a0}?",
    receipt_none: "Pas de reçu",
    receipt_email: "Par e-mail",
    receipt_print: "Sur papier",
    email_label: "Adresse e-mail",
    address_wrong: "Cela ne ressemble pas à une adresse e-mail. Vérifiez-la.",
    email_waiting: "Le reçu partira dès que le paiement sera finalisé…",
    email_sending: "Envoi du reçu…",
    email_failed: "Le reçu n'a pas pu partir. Réessayez, ou choisissez autrement.",
    receipt_settled: "Le paiement est terminé.",
    receipt_settling: "Le paiement est approuvé et se finalise.",
    paper_title: "PAIEMENT PAR CARTE",
    paper_date: "Date",
    paper_thanks: "Merci",
    paper_no_sandbox_value: "SANDBOX – sans valeur de reçu",

    closed_large: "FERMÉ",
    closed_title: "Cette station est hors service",
    closed_customer: "Aucune carte ne peut être débitée ici. Adressez-vous au personnel.",
    technician_title: "Menu du technicien",
    staff_title: "Menu du personnel",
    settings_title: "Réglages en vigueur",
    label_program: "Programme",
    label_reader: "Lecteur",
    label_clock: "Horloge",
    label_journal: "Journal",
    label_station: "Station",
    label_money: "Argent",
    label_sold: "Vente",
    label_hours: "Horaires",
    label_declines: "Refus",
    label_waiting: "Attente",
    label_receipt: "Reçus",
    label_pins: "Codes",
    label_call: "Aide",
    mode_counter: "comptoir",
    mode_kiosk: "borne",
    any_amount: "tout montant",
    always_open: "toujours ouverte",
    reader_in_terminal: "écrit dans ce terminal",
    reader_required: "fermée sans lecteur",
    no_answer_yet: "pas encore de réponse",
    clock_right: "comme celle de Stripe",
    nothing_set: "aucun",
    role_staff: "personnel",
    role_technician: "technicien",
    pin_title: "Code du personnel",
    pin_wrong: "Ce n'est pas un code de cette station.",
    pin_locked: "Trop de codes erronés. Attendez et réessayez plus tard.",
    other_language: "English",

    numbers: NumberStyle::FRENCH,
    days: ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"],
    months: [
        "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    settling: |count| format!("{count} en cours"),
    cancelling: |count| format!("{count} en annulation"),
    check_again: |number| match number {
        Some(number) => format!("Le n° {number} est-il réglé\u{a0}? Appuyez encore sur A."),
        None => "Le débit trouvé chez Stripe est-il réglé\u{a0}? Appuyez encore sur A.".to_owned(),
    },
    stray: |card| format!("La carte glissée à l'instant ne sert pas. Ce paiement est sur {card}."),
    attentions: |count| format!("{count} à vérifier"),
    readers_ready: |count| format!("{count} lecteurs prêts"),
    reader,
    link,
    seconds_left: |seconds| match seconds {
        0 | 1 => format!("Tout sera effacé dans {seconds} seconde."),
        _ => format!("Tout sera effacé dans {seconds} secondes."),
    },
    limits: |least, most| format!("De {least} à {most}"),
    amount_problem,
    reference_problem,
    notice,
    swipe,
    hint,
    cvc_place: |length| match length {
        4 => "4 chiffres, au recto",
        _ => "3 chiffres, au dos",
    },
    attempt: |attempt, most| format!("Carte {attempt} sur {most}"),
    time_left: |left| format!("Il reste {left}"),
    decline: refusals::decline,
    retry: refusals::retry,
    trouble: refusals::trouble,
    trouble_staff: refusals::trouble_staff,
    call: |help| format!("Appelez\u{a0}: {help}"),
    retry_in: |left| format!("Elle réessaie d'elle-même dans {left}."),
    technician_act,
    running_for: |days, hours, minutes| format!("depuis {days} j {hours} h {minutes} min"),
    answered: |millis, ago| format!("réponse en {millis} ms, il y a {ago} s"),
    clocks_apart: |seconds| format!("{seconds} s d'écart avec Stripe"),
    records: |count| format!("{count} écritures"),
    megabytes_free: |megabytes| format!("{megabytes} Mo libres"),
    process: |megabytes, files, threads| {
        format!("{megabytes} Mo, {files} descripteurs, {threads} fils")
    },
    decline_limit: |count, within, pause| {
        format!("{count} en {within} min la suspendent {pause} min")
    },
    visit_limit: |count| format!("{count} par visite"),
    waits: |idle, warning, outcome| {
        format!("{idle} s, {warning} s d'alerte, {outcome} s pour un résultat")
    },
    request: |id| format!("Requête Stripe {id}"),
    state,
    attention,
    held: |seconds| {
        format!("Carte non enregistrée – numéro gardé en mémoire pendant {seconds}\u{a0}s")
    },
};

fn reader(health: ReaderHealth) -> &'static str {
    match health {
        ReaderHealth::Starting => "Lecteur en attente",
        ReaderHealth::Ready => "Lecteur prêt",
        ReaderHealth::Missing => "Lecteur débranché",
        ReaderHealth::Denied => "Lecteur interdit",
        ReaderHealth::Failed => "Lecteur en panne",
    }
}

fn link(link: Link) -> &'static str {
    match link {
        Link::Unknown => "Réseau\u{a0}?",
        Link::Online => "En ligne",
        Link::Offline => "Hors ligne",
    }
}

fn amount_problem(problem: AmountProblem, least: &str, most: &str) -> String {
    match problem {
        AmountProblem::Zero => "Saisissez d'abord un montant.".to_owned(),
        AmountProblem::TooSmall => format!("Le minimum ici est de {least}."),
        AmountProblem::TooLarge => format!("Le maximum ici est de {most}."),
        AmountProblem::NoMoreDecimals => {
            "Il n'y a plus de décimales. Retour arrière efface la dernière.".to_owned()
        }
        AmountProblem::DigitsOnly => "Seuls les chiffres 0 à 9 comptent ici.".to_owned(),
        AmountProblem::NotOffered => WORDS.choose_amount.to_owned(),
    }
}

fn reference_problem(problem: ReferenceProblem) -> &'static str {
    match problem {
        ReferenceProblem::Missing => "Une référence est nécessaire ici.",
        ReferenceProblem::LooksLikeCard => {
            "Cela ressemble à un numéro de carte, jamais conservé. Tapez une référence."
        }
        ReferenceProblem::Full => "La référence est complète\u{a0}: 64 caractères.",
    }
}

fn notice(notice: &Notice) -> &'static str {
    match notice {
        Notice::AmountFirst => "D'abord le montant. La carte n'a pas été gardée.",
        Notice::EnterFirst => "D'abord Entrée, s'il vous plaît. La carte n'a pas été gardée.",
        Notice::NotNow => "La carte sera demandée plus tard. Elle n'a pas été gardée.",
        Notice::Swipe(problem) => swipe(*problem),
        Notice::LastNotCharged => "Le dernier paiement a été coupé. Rien n'a été débité.",
        Notice::NothingCharged => "Le paiement a été annulé. Rien n'a été débité.",
        Notice::Declined => "Le paiement a été refusé. Rien n'a été débité.",
        Notice::NameTooShort => {
            "Tapez trois lettres au moins, ou effacez pour un client de passage."
        }
        Notice::ReceiptSent => "Le reçu est en route.",
        Notice::ReceiptPrinted => "Le reçu est en cours d'impression.",
        Notice::ReceiptFailed => "Le reçu n'a pas pu être fait. Le paiement est approuvé.",
    }
}

fn swipe(problem: SwipeProblem) -> &'static str {
    match problem {
        SwipeProblem::Unreadable => "Carte illisible. Glissez-la encore, ou tapez le numéro.",
        SwipeProblem::Incomplete => "Passage trop court. Glissez encore, d'un geste régulier.",
        SwipeProblem::Misread => "Carte mal lue. Glissez-la encore, ou tapez le numéro.",
        SwipeProblem::NotPaymentCard => "Ce n'est pas une carte de paiement. Prenez-en une.",
        SwipeProblem::BrandUnsupported => {
            "Ce type de carte n'est pas accepté. Prenez-en une autre."
        }
        SwipeProblem::MissingExpiry => "La piste n'a pas de date d'expiration. Tapez la carte.",
        SwipeProblem::Expired => "Cette carte a expiré. Prenez une autre carte.",
        SwipeProblem::CashOnly => "Cette carte ne sert qu'aux retraits. Prenez-en une autre.",
        SwipeProblem::ReaderEncrypts => "Le lecteur masque les numéros. Tapez la carte.",
        SwipeProblem::KeyboardLayout => "Le lecteur utilise un autre clavier. Tapez la carte.",
        SwipeProblem::Blank => "La piste est vide. Retournez la carte, ou tapez le numéro.",
        SwipeProblem::TestCard => "Les cartes de test ne paient pas ici. Prenez une vraie carte.",
    }
}

fn hint(field: Field, hint: Hint) -> &'static str {
    match hint {
        Hint::NumberIncomplete => "Le numéro de carte est trop court.",
        Hint::NumberWrong => "Le numéro de carte est faux. Suppr l'efface\u{a0}: retapez-le.",
        Hint::ExpiryIncomplete => "Tapez le mois et l'année, comme 0930.",
        Hint::ExpiryWrong => "Le mois va de 01 à 12.",
        Hint::Expired => "Cette carte a expiré. Prenez une autre carte.",
        Hint::CvcIncomplete => "Le code de sécurité est trop court.",
        Hint::PostalIncomplete => "Tapez le code postal de facturation.",
        Hint::DigitsOnly => "Seuls les chiffres 0 à 9 comptent ici.",
        Hint::LineFull => match field {
            Field::Number => "Le numéro est complet. Appuyez sur Entrée.",
            Field::Expiry => "La date est complète. Appuyez sur Entrée.",
            Field::Cvc => "Le code est complet. Appuyez sur Entrée.",
            Field::Postal => "Le code postal est complet. Appuyez sur Entrée.",
        },
    }
}

fn state(state: SaleState) -> &'static str {
    match state {
        SaleState::Open => "Ouvert",
        SaleState::Authorising => "Demande en cours",
        SaleState::Declined => "Refusé",
        SaleState::Committed => "Approuvé, en cours",
        SaleState::Captured => "Approuvé",
        SaleState::Void => "Non débité",
        SaleState::Voided => "Non débité",
    }
}

fn attention(what: Attention) -> &'static str {
    match what {
        Attention::ApprovalUnseen => "Approuvé sans que le client le sache. Ne débitez plus.",
        Attention::HoldLost => "Approuvé, mais la banque a repris sa réserve\u{a0}: non débité.",
        Attention::CapturedElsewhere => "Non débité ici, mais encaissé hors de la station.",
        Attention::AnswerMismatch => "Stripe a parlé d'un autre paiement. Voyez le Dashboard.",
        Attention::RefundedElsewhere => "Payé ici, puis remboursé hors de la borne.",
        Attention::UnknownCharge => "Stripe a un débit inconnu ici. Voyez le Dashboard.",
    }
}

fn technician_act(act: TechnicianAct) -> &'static str {
    match act {
        TechnicianAct::LiftPause => "Lever la pause",
        TechnicianAct::Close => "Fermer la station",
        TechnicianAct::Open => "Ouvrir la station",
        TechnicianAct::Settings => "Voir les réglages en vigueur",
        TechnicianAct::Restart => "Redémarrer le programme",
        TechnicianAct::Leave => "Terminer le programme",
        TechnicianAct::Back => "Revenir au premier écran",
    }
}
