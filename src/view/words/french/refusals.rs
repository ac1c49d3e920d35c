//! French: why nothing was charged, for the customer and for staff.

use std::borrow::Cow;

use crate::station::{Decline, Retry, Trouble};

pub(super) fn decline(reason: Decline) -> &'static str {
    match reason {
        Decline::Generic => {
            "La banque n'a pas accepté cette carte. Prenez-en une autre, ou demandez à votre banque."
        }
        Decline::CardNotSupported => {
            "Cette carte ne convient pas à ce type d'achat. Prenez une autre carte."
        }
        Decline::LimitReached => {
            "Cette carte a atteint son plafond. Prenez-en une autre, ou demandez à votre banque."
        }
        Decline::CurrencyNotSupported => {
            "Cette carte ne paie pas dans cette devise. Prenez une autre carte."
        }
        Decline::Duplicate => {
            "La banque vient de voir ce paiement sur cette carte. Demandez avant de réessayer."
        }
        Decline::Expired => "Cette carte a expiré. Prenez une autre carte.",
        Decline::CheckNumber => "Le numéro de carte était faux. Saisissez la carte à nouveau.",
        Decline::CheckCvc => "Le code de sécurité était faux. Saisissez la carte à nouveau.",
        Decline::CheckPostal => "Le code postal était faux. Saisissez la carte à nouveau.",
        Decline::CheckExpiry => "La date d'expiration était fausse. Saisissez la carte à nouveau.",
        Decline::InsufficientFunds => {
            "Le disponible de cette carte ne suffit pas. Prenez une autre carte."
        }
        Decline::AmountNotAllowed => {
            "La banque n'autorise pas ce montant sur cette carte. Prenez une autre carte."
        }
        Decline::BankUnreachable => {
            "La banque est injoignable. Réessayez une fois, ou prenez une autre carte."
        }
        Decline::TryOnce => {
            "La banque n'a pas pu traiter la demande. Réessayez une fois, ou prenez une autre carte."
        }
        Decline::TestCard => "Les cartes de test ne paient pas ici. Prenez une vraie carte.",
        Decline::NeedsBank => {
            "La banque veut confirmer ce paiement, ce qui est impossible ici. Prenez une autre \
             carte."
        }
        Decline::AuthenticationFailed => {
            "Le paiement n'a pas été confirmé à la banque. Réessayez une fois, ou prenez une \
             autre carte."
        }
        Decline::NeedsPin => {
            "Cette carte exige son code PIN, impossible à saisir ici. Prenez une autre carte."
        }
        Decline::TooManyPins => "Trop de codes PIN faux sur cette carte. Prenez une autre carte.",
        Decline::TooManyDeclines => "Cette carte a été refusée trop souvent. Prenez-en une autre.",
    }
}

pub(super) fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::FixEntry => "la même carte peut être saisie à nouveau\u{a0}; vérifiez chaque ligne.",
        Retry::Once => "la même carte peut être essayée encore une fois.",
        Retry::OtherCard => "demandez une autre carte\u{a0}; n'essayez plus celle-ci.",
    }
}

pub(super) fn trouble(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Cancelled => {
            "Le paiement a été annulé. Vous pouvez recommencer quand vous voulez."
        }
        Trouble::Idle => "Aucune touche depuis un moment. Veuillez recommencer.",
        Trouble::Offline => {
            "Le service de paiement est injoignable. Réessayez dans quelques minutes."
        }
        Trouble::TlsFailed => {
            "Aucune connexion sûre n'a pu être établie. Réessayez dans quelques minutes."
        }
        Trouble::CertificateRefused => {
            "Aucune connexion sûre n'a pu être établie. Demandez de l'aide."
        }
        Trouble::NoAnswer => "Le service de paiement n'a pas répondu à temps. Réessayez.",
        Trouble::StripeDown => {
            "Le service de paiement est en panne. Réessayez dans quelques minutes."
        }
        Trouble::BadAnswer => {
            "Le service de paiement a mal répondu. Réessayez, ou demandez de l'aide."
        }
        Trouble::RawCardsRefused
        | Trouble::KeyRefused
        | Trouble::PermissionMissing(_)
        | Trouble::WrongMode
        | Trouble::RequestRefused
        | Trouble::DiskFull
        | Trouble::JournalBehind
        | Trouble::ClockWrong => {
            "Cette station ne peut pas prendre de carte pour l'instant. Demandez de l'aide."
        }
        Trouble::RateLimited => "Le service de paiement est saturé. Réessayez dans une minute.",
        Trouble::AmountRefused => "Ce montant ne peut pas être débité. Demandez de l'aide.",
        Trouble::ChallengeAbandoned => {
            "Le paiement n'a pas été confirmé à la banque. Recommencez, ou prenez une autre carte."
        }
        Trouble::ChallengeTooLarge => {
            "La page de la banque ne tient pas sur cet écran. Prenez une autre carte."
        }
        Trouble::OutOfHours => "Cette station est fermée. Ses heures d'ouverture\u{a0}:",
        Trouble::Paused => "Cette station fait une courte pause. Adressez-vous au personnel.",
        Trouble::ClosedByStaff => "Cette station a été fermée. Adressez-vous au personnel.",
        Trouble::ReaderGone => "Le lecteur de cartes n'est pas prêt. Adressez-vous au personnel.",
        Trouble::Interrupted => "La station a été arrêtée entre-temps. Veuillez recommencer.",
    }
}

pub(super) fn trouble_staff(trouble: &Trouble) -> Cow<'static, str> {
    Cow::Borrowed(match trouble {
        Trouble::Cancelled | Trouble::Idle => {
            "rien à faire. Commencez un nouveau paiement quand le client est prêt."
        }
        Trouble::Offline => {
            "vérifiez le câble réseau, le routeur et le serveur de noms. La station remarque \
             d'elle-même quand Stripe répond."
        }
        Trouble::TlsFailed => {
            "quelque chose sur le réseau perturbe TLS. Laissez la station joindre \
             api.stripe.com, port 443, sans inspection."
        }
        Trouble::CertificateRefused => {
            "vérifiez d'abord la date et l'heure. Si elles sont justes, quelque chose se fait \
             passer pour Stripe\u{a0}: appelez votre technicien."
        }
        Trouble::NoAnswer => {
            "la ligne est lente ou coupée. La station clôt ce paiement chez Stripe d'elle-même\
             \u{a0}; recommencez simplement."
        }
        Trouble::StripeDown => {
            "voyez status.stripe.com. La station clôt ce paiement d'elle-même\u{a0}; recommencez \
             simplement."
        }
        Trouble::BadAnswer => {
            "la réponse était illisible ou parlait d'un autre paiement. Notez le code ci-dessous \
             pour votre technicien."
        }
        Trouble::RawCardsRefused => {
            "Stripe interdit à ce compte d'envoyer des numéros de carte. Demandez au support de \
             Stripe d'activer «\u{a0}raw card data APIs\u{a0}», documents PCI DSS (SAQ D) à \
             l'appui."
        }
        Trouble::KeyRefused => {
            "Stripe refuse la clé secrète\u{a0}: fausse, expirée ou révoquée. Mettez une clé \
             valable (sk_… ou rk_…) et redémarrez la station."
        }
        Trouble::PermissionMissing(Some(permission)) => {
            return Cow::Owned(format!(
                "il manque à la clé restreinte la permission {permission}. Ajoutez-la dans le \
                 Dashboard de Stripe, clés API, puis redémarrez la station."
            ));
        }
        Trouble::PermissionMissing(None) => {
            "il manque une permission à la clé restreinte. Il faut PaymentIntents, PaymentMethods et \
             Charges en écriture, Customers en lecture. Corrigez-la dans le Dashboard, puis \
             redémarrez la station."
        }
        Trouble::WrongMode => {
            "la clé et les réglages ne sont pas du même mode (test ou réel), ou le compte n'est \
             pas activé. Prenez une clé du bon mode."
        }
        Trouble::RateLimited => {
            "trop de requêtes arrivent sur ce compte Stripe. Attendez une minute. Si cela dure, \
             cherchez un autre programme qui l'utilise."
        }
        Trouble::AmountRefused => {
            "Stripe refuse ce montant dans cette devise. Vérifiez le minimum et le maximum des \
             réglages."
        }
        Trouble::RequestRefused => {
            "Stripe refuse la demande de la station. Notez le code ci-dessous pour votre \
             technicien."
        }
        Trouble::ChallengeAbandoned => {
            "le client a quitté la page de la banque, ou le délai est passé. Recommencez, ou \
             demandez une autre carte."
        }
        Trouble::ChallengeTooLarge => {
            "la page de la banque exige un code trop grand. Prenez une fenêtre plus grande ou \
             une police plus petite, ou une autre carte."
        }
        Trouble::OutOfHours => {
            "rien à faire. Les heures sont dans les réglages\u{a0}; si elles sont fausses, vérifiez \
             l'heure et le fuseau de cet ordinateur."
        }
        Trouble::Paused => {
            "beaucoup de cartes refusées en peu de temps\u{a0}: on essaie peut-être des numéros \
             volés. Appuyez sur Entrée, ou Ctrl+Q sur une borne, et tapez un code pour reprendre."
        }
        Trouble::ReaderGone => {
            "aucun lecteur n'est prêt. Vérifiez le câble\u{a0}; la station remarque d'elle-même son \
             retour. chargeonce check en dit plus."
        }
        Trouble::DiskFull => {
            "Le disque de la station est plein\u{a0}: aucun paiement ne peut être noté. Libérez de la \
             place; la station reprend d'elle-même."
        }
        Trouble::JournalBehind => {
            "Stripe connaît des paiements plus récents que le journal\u{a0}: il est perdu ou ancien. \
             Remettez le bon, ou donnez un autre nom à la station."
        }
        Trouble::ClockWrong => {
            "l'horloge de cet ordinateur a plus de cinq minutes d'écart. Réglez-la (timedatectl \
             set-ntp true)\u{a0}; la station reprend d'elle-même."
        }
        Trouble::ClosedByStaff => {
            "quelqu'un a fermé la station avec son code. Appuyez sur Entrée et tapez un code pour \
             la rouvrir."
        }
        Trouble::Interrupted => {
            "la station a redémarré pendant ce paiement et le clôt chez Stripe d'elle-même. \
             Commencez-en un nouveau."
        }
    })
}
