//! Every page with its address, in one table. All that depends on which pages there are, and of which kind, follows
//! from it: the routes, what a browser loads, and which links the router takes.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::{
    PossibleRouteMatch, SsrMode,
    components::{FlatRoutes, Route},
    path,
};

#[cfg(feature = "ssr")]
use axum::{Router, routing::post};

#[cfg(feature = "ssr")]
use crate::{
    account::{
        self, AccountPage, AddressPage, ConfirmAddressPage, DetailsPage, KeepAddressPage,
        PasswordPage, StayPage,
    },
    accountants::{
        self, AccountantsPage, LinkPage, MembersPage, MyAccountantsPage, NameAccountantPage,
        UploadAccountantsPage,
    },
    help::{AccessibilityPage, GettingAccessPage, HelpTopicPage, WhatWeKeepPage},
    launches::{self, LaunchPage, LaunchesPage, NewLaunchPage},
    mail::MailPage,
    officers::{self, OfficerPage, OfficersPage},
    operations::{self, OperationsPage},
    paper::{self, LettersPage},
    pensions::{
        self, AuthorityPage, DeskOfficersPage, DeskPage, FormPage, OverviewPage, PapersPage,
        SectionPage, SubmitPage, YearsPage,
        contributions::{self, PutInContributionsPage},
    },
    performers::{self, LinkQuestionPage, LinkRequestPage, MyEntryPage, PracticePerformersPage},
    registration::{
        self, CaseStatusPage, CertificationsPage, DeskCasePage, EmergencyPage,
        NewCertificationPage, PartyCasePage,
    },
    requests::{self, AskPage, PracticeRequestsPage, RequestPage, TasksPage},
    sign_in::{
        self, ForgottenPasswordPage, InvitationPage, ResetPasswordPage, SignInPage,
        factor::{
            self, AddAppPage, AddPasskeyPage, FactorPage, FactorsPage, RecoveryCodesPage,
            SetUpPage, ShowFactorPage,
        },
    },
    successions::{
        self, NewSuccessionPage, PracticeSuccessionsPage, SuccessionPage, SuccessionsPage,
    },
    users::{
        self, AddPeoplePage, ExemptionPage, ExemptionsPage, LeavePage, LeftPage, ResetFactorPage,
        ReviewPage, RoleSetsPage, SignedReviewPage, UndoPage, UnusedPage, UserDetailsPage,
        UserSignInPage, WherePage,
    },
    web::{App, page_form},
};
use crate::{
    base::error::AppError,
    history::{HistoryPage, PracticeHistoryPage, UserHistoryPage},
    home::HomePage,
    practices::PracticesPage,
    ui::{Part, Trouble, view},
    users::{CreateUserPage, DatesPage, FindUsersPage, SummaryPage, UserPage},
};

/// The table. A page of the program is loaded with a part of the program, which it shares with pages that people open
/// one after the other; each becomes a function that loads the part and makes the view. A document gains nothing from
/// WebAssembly: a browser that opens one does not load it, and its texts are not part of what it loads elsewhere. What a
/// page `posts` is the server function of its form, which is sent to the page's own address. Uploads are documents whose form
/// has a file, and may be larger.
macro_rules! pages {
    (
        program { $($address:tt $part:ident $prepare:ident: $load:ident = $Page:ident $(posts $Form:ty)?;)* }
        documents { $($document:tt = $Document:ident $(posts $DocumentForm:ty)?;)* }
        uploads { $($upload:tt = $Upload:ident posts $UploadForm:ty;)* }
    ) => {
        $(
            #[wasm_split_helpers::wasm_split($part, preload($prepare), fallible)]
            fn $load() -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
                Ok(view! { <$Page /> })
            }
        )*

        /// Loads the part that holds the page at `path`.
        #[cfg(feature = "hydrate")]
        pub(crate) async fn prepare(path: &str) -> Result<(), wasm_split_helpers::SplitLoaderError> {
            $(if matches($address, path) { return $prepare().await; })*
            Ok(())
        }

        /// The forms of the pages, as they are sent without WebAssembly.
        #[cfg(feature = "ssr")]
        pub(crate) fn forms() -> Router<App> {
            let forms = Router::new();
            $($(let forms = forms.route(&in_axum($address), post(page_form::<$Form>));)?)*
            $($(let forms = forms.route(&in_axum($document), post(page_form::<$DocumentForm>));)?)*
            forms
        }

        /// The forms with a file, which may be larger.
        #[cfg(feature = "ssr")]
        pub(crate) fn uploads() -> Router<App> {
            let forms = Router::new();
            $(let forms = forms.route(&in_axum($upload), post(page_form::<$UploadForm>));)*
            forms
        }

        /// Whether the router shows what is at `path`: a page of the program. Everything else, documents and files, is
        /// the browser's to open.
        pub(super) fn is_routed(path: &str) -> bool {
            [$($address),*].into_iter().any(|address| matches(address, path))
        }

        /// The part that holds the page at `path`; none if that is not a page of the program.
        #[cfg(feature = "ssr")]
        pub(super) fn part_of(path: &str) -> Option<&'static str> {
            let pages = [$(($address, stringify!($part))),*];
            pages.into_iter().find(|(address, _)| matches(address, path)).map(|(_, part)| part)
        }

        /// The page of the current address. The browser's router knows the pages of the program alone. Routes do not nest, and
        /// a router that knows that is smaller; it tells a page that stays of new parameters alone, which is why queries are
        /// read from the address ([`crate::ui::use_query_map`]).
        #[component]
        pub(super) fn Pages() -> impl IntoView {
            let missing = || view! { <Trouble error=AppError::NotFound /> };
            #[cfg(feature = "ssr")]
            return view! {
                <FlatRoutes fallback=missing>
                    $(<Route path=address(path!($address)) view=Part(|| Box::pin($load())) ssr=SsrMode::Async />)*
                    $(<Route path=path!($upload) view=$Upload ssr=SsrMode::Async />)*
                    $(<Route path=path!($document) view=$Document ssr=SsrMode::Async />)*
                </FlatRoutes>
            };
            #[cfg(not(feature = "ssr"))]
            view! {
                <FlatRoutes fallback=missing>
                    $(<Route path=address(path!($address)) view=Part(|| Box::pin($load())) ssr=SsrMode::Async />)*
                </FlatRoutes>
            }
        }
    };
}

pages! {
    program {
        "/" home prepare_home: home_page = HomePage;
        "/users" finding prepare_find_users: find_users_page = FindUsersPage;
        "/users/new" roles prepare_create_user: create_user_page = CreateUserPage posts users::create::api::CreateUser;
        "/users/:id" roles prepare_user: user_page = UserPage posts users::roles::api::UpdateRoles;
        "/users/:id/dates" roles prepare_dates: dates_page = DatesPage posts users::roles::dates::api::ChangeDates;
        "/users/:id/history" history prepare_user_history: user_history_page = UserHistoryPage;
        "/practices" finding prepare_practices: practices_page = PracticesPage;
        "/practices/:ods/users" summary prepare_summary: summary_page = SummaryPage posts users::summary::api::ChangeSeveral;
        "/practices/:ods/history" history prepare_practice_history: practice_history_page = PracticeHistoryPage;
        "/history" history prepare_history: history_page = HistoryPage;
    }
    documents {
        "/sign-in" = SignInPage posts sign_in::api::SignIn;
        "/sign-in/factor" = ShowFactorPage posts factor::api::ShowFactor;
        "/sign-in/set-up" = SetUpPage posts factor::api::AddApp;
        "/invitation" = InvitationPage posts sign_in::set_password::api::SetUpAccount;
        "/forgotten-password" = ForgottenPasswordPage posts sign_in::set_password::api::AskForReset;
        "/reset-password" = ResetPasswordPage posts sign_in::set_password::api::ResetPassword;
        "/account" = AccountPage posts account::api::EndOtherSessions;
        "/account/stay" = StayPage;
        "/account/details" = DetailsPage posts account::api::ChangeDetails;
        "/account/password" = PasswordPage posts account::api::ChangePassword;
        "/account/address" = AddressPage posts account::api::ChangeAddress;
        "/account/address/confirm" = ConfirmAddressPage posts account::api::ConfirmAddress;
        "/account/address/keep" = KeepAddressPage posts account::api::KeepAddress;
        "/account/second-factor" = FactorsPage;
        "/account/second-factor/app" = AddAppPage posts factor::api::AddApp;
        "/account/second-factor/passkey" = AddPasskeyPage posts factor::passkey::api::AddPasskey;
        "/account/second-factor/recovery-codes" = RecoveryCodesPage posts factor::api::KeepRecoveryCodes;
        "/account/second-factor/factors/:factor" = FactorPage posts factor::api::ChangeFactor;
        "/account/accountants" = MyAccountantsPage posts accountants::api::decide::DecideAccountantLink;
        "/account/members" = MembersPage posts accountants::api::decide::DecideAccountantLink;
        "/accountants" = AccountantsPage;
        "/accountants/new" = NameAccountantPage posts accountants::api::NameAccountant;
        "/accountants/:id" = LinkPage posts accountants::api::decide::DecideAccountantLink;
        "/users/:id/leave" = LeavePage posts users::leave::api::LeavePractice;
        "/users/:id/details" = UserDetailsPage posts users::details::api::CorrectDetails;
        "/users/:id/second-factor" = ResetFactorPage posts users::reset_factors::api::ResetFactors;
        "/users/:id/exemption" = ExemptionPage posts users::exempt_factor::api::ExemptFromFactor;
        "/exemptions" = ExemptionsPage;
        "/users/:id/sign-in" = UserSignInPage posts users::sign_in::api::HelpIn;
        "/practices/:ods/performers" = PracticePerformersPage posts performers::api::NudgeGp;
        "/people/new" = WherePage;
        "/practices/:ods/role-sets" = RoleSetsPage posts users::role_sets::api::ChangeRoleSet;
        "/practices/:ods/unused" = UnusedPage posts users::lapse::api::BringBack;
        "/practices/:ods/left" = LeftPage posts users::left::api::BringBack;
        "/practices/:ods/requests" = PracticeRequestsPage;
        "/practices/:ods/review" = ReviewPage posts users::review::api::SignReview;
        "/practices/:ods/reviews/:id" = SignedReviewPage;
        "/undo/:change" = UndoPage posts users::undo::api::UndoChange;
        "/performers/me" = MyEntryPage;
        "/performers/me/join" = LinkQuestionPage posts performers::api::AskForLink;
        "/performers/me/change" = LinkQuestionPage posts performers::api::AskForLink;
        "/performers/me/leave" = LinkQuestionPage posts performers::api::AskForLink;
        "/performers/requests/:id" = LinkRequestPage posts performers::api::DecideLink;
        "/ask" = AskPage posts requests::api::AskForRoles;
        "/requests/:id" = RequestPage posts requests::api::AnswerRequest;
        "/certifications" = CertificationsPage;
        "/certifications/new" = NewCertificationPage posts registration::api::draft::AnswerQuestion;
        "/certifications/status" = CaseStatusPage posts registration::api::party::AskForCaseLink;
        "/certifications/case" = PartyCasePage posts registration::api::party::AnswerCase;
        "/certifications/emergency" = EmergencyPage posts registration::api::desk::StartEmergency;
        "/certifications/:id" = DeskCasePage posts registration::api::desk::DecideCase;
        "/successions" = SuccessionsPage;
        "/successions/new" = NewSuccessionPage posts successions::api::desk::PlanSuccession;
        "/successions/:id" = SuccessionPage posts successions::api::desk::DecideSuccession;
        "/practices/:ods/successions" = PracticeSuccessionsPage posts successions::api::answer::AnswerProposal;
        "/tasks" = TasksPage posts requests::api::SayStillHere;
        "/pensions" = YearsPage posts pensions::api::BeginForm;
        "/pensions/authority" = AuthorityPage posts pensions::api::authority::Authorise;
        "/pensions/desk" = DeskPage;
        "/pensions/desk/officers" = DeskOfficersPage posts pensions::api::desk::GiveDesk;
        "/pensions/practice" = OverviewPage;
        "/pensions/:id" = FormPage posts pensions::api::form::MoveForm;
        "/pensions/:id/sections/:section" = SectionPage posts pensions::api::SaveSection;
        "/pensions/:id/submit" = SubmitPage posts pensions::api::submit::SubmitForm;
        "/officers" = OfficersPage posts officers::api::InviteOfficer;
        "/officers/:id" = OfficerPage posts officers::api::ChangeOfficer;
        "/operations" = OperationsPage posts operations::api::Operate;
        "/launches" = LaunchesPage;
        "/launches/:id" = LaunchPage posts launches::api::DecideLaunch;
        "/letters" = LettersPage posts paper::api::MarkPrinted;
        "/mail" = MailPage;
        "/help/getting-access" = GettingAccessPage;
        "/help/getting-access/:topic" = HelpTopicPage;
        "/help/accessibility" = AccessibilityPage;
        "/help/what-we-keep" = WhatWeKeepPage;
    }
    uploads {
        "/accountants/upload" = UploadAccountantsPage posts accountants::api::UploadAccountants;
        "/pensions/contributions" = PutInContributionsPage posts contributions::api::PutInContributions;
        "/practices/:ods/people/new" = AddPeoplePage posts users::many::api::AddPeople;
        "/launches/new" = NewLaunchPage posts launches::api::PutInLaunch;
        "/pensions/:id/papers" = PapersPage posts pensions::api::form::AddPaper;
    }
}

/// An address of the table as axum has it, with `{name}` for `:name`.
#[cfg(feature = "ssr")]
fn in_axum(address: &str) -> String {
    let part = |part: &str| match part.strip_prefix(':') {
        Some(name) => ["{", name, "}"].concat(),
        None => part.to_owned(),
    };
    address.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The address of a page of the program, as the router reads it.
fn address(
    path: impl PossibleRouteMatch + Send + Sync + 'static,
) -> Arc<dyn PossibleRouteMatch + Send + Sync> {
    Arc::new(path)
}

/// Whether `path` is an address of this form, where `:name` stands for anything.
fn matches(form: &str, path: &str) -> bool {
    let (mut form, mut path) = (form.split('/'), path.split('/'));
    loop {
        match (form.next(), path.next()) {
            (None, None) => return true,
            (Some(form), Some(part)) if form == part || form.starts_with(':') => {}
            _ => return false,
        }
    }
}
