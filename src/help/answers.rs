//! The answers to the questions about access.

use leptos::prelude::*;

use crate::{
    access::{Role, Service},
    ui::{ReachRegistrationTeam, table, view},
};

pub(super) fn who_gives_access() -> AnyView {
    view! {
        <p>"Someone at your own practice does. Each of the three services has its own user administrators. They are also called super users. They are the people with these roles:"</p>
        <ul class="nhsuk-list nhsuk-list--bullet">
            {Service::ALL.into_iter().map(|service| view! {
                <li>{[service.name(), ": ", service.administrator().name()].concat()}</li>
            }).collect_view()}
        </ul>
        <p>"One person may look after all three. Log in to see who they are at your practice: your home page names them. If you cannot log in yet, ask your practice manager."</p>
        <p>
            "If you work at a practice and need another role, " <a href="/ask">"ask for it"</a> ". We tell the administrators. "
            "If nobody answers within 5 working days, we remind them. After 2 more working days we tell the registration "
            "team. If nobody at the practice can answer, your request goes to the registration team at once."
        </p>
    }
    .into_any()
}

pub(super) fn roles() -> AnyView {
    let services = Service::ALL.map(|service| {
        let rows = service.roles().map(|role: Role| {
            let (name, facts) = (role.name(), role.facts());
            [
                view! { <strong>{name}</strong> }.into_any(),
                facts.lets.into_any(),
                facts.typical.into_any(),
            ]
        });
        let columns = ["Role", "What it lets someone do", "Who usually has it"];
        view! {
            <h3 class="nhsuk-heading-s">{service.name()}</h3>
            {table(service.name(), columns, rows)}
        }
    });
    view! {
        <p>"What you can do depends on your roles. Each role is for one service at one practice."</p>
        {services.into_iter().collect_view()}
    }
    .into_any()
}

pub(super) fn administrators() -> AnyView {
    view! {
        <p>"Up to four for GP Payments and Pensions, up to four for the Performers List, and one Main Contact for Medical Records and Supplies."</p>
        <p>"Administrators of the first two services can make more administrators of the same service. The Main Contact cannot pass the role on. Only the registration team can change it."</p>
        <p>"Have at least two where you can. Then someone can always act when the other is away or leaves."</p>
    }
    .into_any()
}

pub(super) fn own_roles() -> AnyView {
    view! {
        <p>"An administrator role lets you decide who has which role. It does not open claims, statements or anything else. Give yourself the other roles you need in the services you administer."</p>
        <p>"You cannot give yourself a role in a service that someone else administers. Ask them."</p>
    }
    .into_any()
}

pub(super) fn no_administrator() -> AnyView {
    view! {
        <p>
            "The national registration team can set one up. " <a href="/certifications/new">"Ask for access for your practice"</a>
            ". You can do that with or without an account. Someone who can answer for the practice has to confirm the request. "
            "Name the first of these that you have:"
        </p>
        <ol class="nhsuk-list nhsuk-list--number">
            <li>"a GP partner"</li>
            <li>"your Caldicott Guardian"</li>
            <li>"someone on the practice's authorised email list"</li>
            <li>"your Integrated Care Board"</li>
        </ol>
        <p>"Nobody can confirm a request for themselves. Two officers check it and decide. We tell the practice, and it can object before access begins. The team gives administrator roles only. The new administrator then gives all the others."</p>
        <ReachRegistrationTeam />
    }
    .into_any()
}

pub(super) fn existing_account() -> AnyView {
    view! {
        <p>
            "Add them in the same way. Choose "<strong>"Create a user"</strong>" and enter their email address. If an account "
            "has that address, we show you the account and you tick the roles they need at your practice. They keep their "
            "password, and their roles elsewhere."
        </p>
    }
    .into_any()
}

pub(super) fn several_practices() -> AnyView {
    view! {
        <p>"Yes, with one account. Each practice gives its own roles, and they can differ. You see all your practices together. You do not have to log out to go from one to another."</p>
        <p>"An administrator of several practices sets a person's roles for all of them on one page."</p>
    }
    .into_any()
}

pub(super) fn pcn() -> AnyView {
    view! {
        <p>"No. A network gives nobody access to another practice. If someone works for several practices of a network, each practice has to add them."</p>
    }
    .into_any()
}

pub(super) fn gp_access() -> AnyView {
    view! {
        <p>"Their access comes from the Performers List, the official list of GPs who may work in England. A GP who is linked to your practice there holds the GP role here. It makes no difference if they are a partner or salaried. Do not create an account for a GP."</p>
        <p>"When the link ends, the GP role ends. Roles that you gave the GP stay until you take them away."</p>
    }
    .into_any()
}

pub(super) fn missing_gp() -> AnyView {
    view! {
        <p>
            "Only the GP can ask to be linked, on the page " <a href="/performers/me">"Your Performers List entry"</a>
            ". Someone at the practice with PL Practice Manager then confirms it, and the GP gets the role. In some areas the "
            "registration team also has to approve changes of partners."
        </p>
        <p>"You can have us remind the GP by email. Open “GPs” on your practice's page."</p>
        <p>"If nobody confirms the link, we remind the people who can after 3 and 7 days. After 10 days we tell the practice's Performers List administrators, and after 14 days the registration team. If nobody there can confirm it, we tell them at once."</p>
    }
    .into_any()
}

pub(super) fn gp_address() -> AnyView {
    view! {
        <p>"The address that the General Medical Council (GMC) has for them. After a change at the GMC, allow up to 14 days."</p>
    }
    .into_any()
}

pub(super) fn accountants() -> AnyView {
    view! {
        <p>"Yes. An administrator of GP Payments and Pensions names the accountant and the members they work for."</p>
        <p>"The accountant can fill in a member's end-of-year pension form. Only the member, or a practice that the member has authorised, can submit it. If the accountant also needs your statements or estimates, give them those roles too."</p>
    }
    .into_any()
}

pub(super) fn leavers() -> AnyView {
    view! {
        <p>"Open the user and choose Deactivate. Their access at your practice ends at once, or after a last day that you set. We remember their roles in case they come back. Their account stays, because they may work at another practice."</p>
        <p>"When someone at your practice is given access at another one, we ask you if they are still with you. Twice a year we ask you to check everyone who has access."</p>
        <p>"If the leaver is your only administrator, make someone else administrator first. Otherwise nobody can add users until the registration team sets one up."</p>
    }
    .into_any()
}

pub(super) fn undo() -> AnyView {
    view! {
        <p>"Yes, for 7 days: changes of roles, of one person or of several, and the end of someone's access at your practice."</p>
        <p>"Choose “What was changed” at your practice on your home page, and then “Undo this change”. We show you what will be put back, and what stays because someone has changed it since. Nothing is saved before you agree."</p>
        <p>"The history of your practice keeps both: the change, and that you undid it."</p>
    }
    .into_any()
}

pub(super) fn forgotten_password() -> AnyView {
    view! {
        <p>
            "Choose " <a href="/forgotten-password">"I have forgotten my password"</a> " on the log in page. We send a link to "
            "your email address. It works once, for 30 minutes. If you are a GP, that is the address registered with the GMC. "
            "Nobody can see your password, and your administrator should never ask you for it."
        </p>
        <p>"After several wrong passwords you have to wait, for up to 15 minutes. A new password unlocks your account at once. An administrator of your practice can unlock it too."</p>
        <p>"If no link arrives, ask an administrator of your practice which address your account has. A GP on the Performers List always gets a link, even between two practices."</p>
        <ReachRegistrationTeam />
    }
    .into_any()
}

pub(super) fn log_in() -> AnyView {
    view! {
        <p>"A web browser, your email address and your password. You do not need special software, a smartcard or an NHS network."</p>
        <p>"If you manage other people's access you also need a second factor: an authenticator app on your phone, or a passkey. You set it up when you first log in. If you lose your phone, use one of your recovery codes, or ask another administrator of your practice to reset it. If there is none, the registration team can."</p>
        <p>"If you cannot set one up yet, ask the registration team. They can let you log in without one for up to 30 days. Until you have one, you cannot make anybody an administrator."</p>
        <p>"Your account is yours alone. Never share it. What is done with it is recorded under your name."</p>
    }
    .into_any()
}
