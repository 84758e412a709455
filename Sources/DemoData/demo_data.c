#include "demo_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char configuration[] = {
#embed "files/crosswalk.yaml"
};
static const unsigned char notice[] = {
#embed "files/README.md"
};
static const unsigned char accounts[] = {
#embed "files/product/accounts.csv"
};
static const unsigned char users[] = {
#embed "files/product/users.csv"
};
static const unsigned char events[] = {
#embed "files/product/events.csv"
};
static const unsigned char nps[] = {
#embed "files/product/nps.csv"
};
static const unsigned char features[] = {
#embed "files/product/features.csv"
};
static const unsigned char engagements[] = {
#embed "files/product/engagements.csv"
};
static const unsigned char engagement_views[] = {
#embed "files/product/engagement-views.csv"
};
static const unsigned char salesforce_accounts[] = {
#embed "files/salesforce/Account.csv"
};
static const unsigned char salesforce_account_fields[] = {
#embed "files/salesforce/Account.fields.csv"
};
static const unsigned char salesforce_contacts[] = {
#embed "files/salesforce/Contact.csv"
};
static const unsigned char salesforce_contact_fields[] = {
#embed "files/salesforce/Contact.fields.csv"
};
static const unsigned char community_users[] = {
#embed "files/community/community-users.csv"
};
static const unsigned char community_content[] = {
#embed "files/community/community-content.csv"
};
static const unsigned char community_activity[] = {
#embed "files/community/community-activity.csv"
};

#define FILE_OF(path, bytes) {path, bytes, sizeof bytes}

static const DemoDataFile files[] = {
    FILE_OF("crosswalk.yaml", configuration),
    FILE_OF("README.md", notice),
    FILE_OF("product/accounts.csv", accounts),
    FILE_OF("product/users.csv", users),
    FILE_OF("product/features.csv", features),
    FILE_OF("product/engagements.csv", engagements),
    FILE_OF("product/events.csv", events),
    FILE_OF("product/nps.csv", nps),
    FILE_OF("product/engagement-views.csv", engagement_views),
    FILE_OF("salesforce/Account.csv", salesforce_accounts),
    FILE_OF("salesforce/Account.fields.csv", salesforce_account_fields),
    FILE_OF("salesforce/Contact.csv", salesforce_contacts),
    FILE_OF("salesforce/Contact.fields.csv", salesforce_contact_fields),
    FILE_OF("community/community-users.csv", community_users),
    FILE_OF("community/community-content.csv", community_content),
    FILE_OF("community/community-activity.csv", community_activity),
};

size_t demo_data_file_count(void) {
    return sizeof files / sizeof files[0];
}

DemoDataFile demo_data_file(size_t index) {
    return files[index];
}
