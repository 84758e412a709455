#include "domain_data.h"

const unsigned char domain_data_public_suffixes[] = {
#embed "lists/psl.dat"
};
const unsigned long domain_data_public_suffixes_length = sizeof domain_data_public_suffixes;

const unsigned char domain_data_free_mail[] = {
#embed "lists/freemail.txt"
};
const unsigned long domain_data_free_mail_length = sizeof domain_data_free_mail;

const unsigned char domain_data_disposable_mail[] = {
#embed "lists/disposable.txt"
};
const unsigned long domain_data_disposable_mail_length = sizeof domain_data_disposable_mail;

const unsigned char domain_data_legal_forms[] = {
#embed "lists/legal_terms_cleanco.csv"
};
const unsigned long domain_data_legal_forms_length = sizeof domain_data_legal_forms;
