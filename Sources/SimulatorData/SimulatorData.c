#include "SimulatorData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char account[] = {
#embed "json/Account.json"
};
static const unsigned char case_[] = {
#embed "json/Case.json"
};
static const unsigned char contact[] = {
#embed "json/Contact.json"
};
static const unsigned char event[] = {
#embed "json/Event.json"
};
static const unsigned char lead[] = {
#embed "json/Lead.json"
};
static const unsigned char opportunity[] = {
#embed "json/Opportunity.json"
};
static const unsigned char contact_role[] = {
#embed "json/OpportunityContactRole.json"
};
static const unsigned char global[] = {
#embed "json/Global.json"
};
static const unsigned char further[] = {
#embed "json/Further.json"
};

static const SimulatorDocument documents[] = {
    {"Account", account, sizeof account},
    {"Case", case_, sizeof case_},
    {"Contact", contact, sizeof contact},
    {"Event", event, sizeof event},
    {"Lead", lead, sizeof lead},
    {"Opportunity", opportunity, sizeof opportunity},
    {"OpportunityContactRole", contact_role, sizeof contact_role},
    {"Global", global, sizeof global},
    {"Further", further, sizeof further},
    {"", global, 0},
};

SimulatorDocument simulator_document(size_t index) {
    const size_t last = sizeof documents / sizeof documents[0] - 1;
    return documents[index < last ? index : last];
}
