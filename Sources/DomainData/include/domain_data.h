#ifndef DOMAIN_DATA_H
#define DOMAIN_DATA_H

// Reference lists, embedded in the binary byte for byte: one list, its first byte and its length.
extern const unsigned char domain_data_public_suffixes[];
extern const unsigned long domain_data_public_suffixes_length;
extern const unsigned char domain_data_free_mail[];
extern const unsigned long domain_data_free_mail_length;
extern const unsigned char domain_data_disposable_mail[];
extern const unsigned long domain_data_disposable_mail_length;
extern const unsigned char domain_data_legal_forms[];
extern const unsigned long domain_data_legal_forms_length;

// Swift sees no array without a length, but a pointer to its first byte.
static inline const unsigned char *domain_data_public_suffixes_start(void) { return domain_data_public_suffixes; }
static inline const unsigned char *domain_data_free_mail_start(void) { return domain_data_free_mail; }
static inline const unsigned char *domain_data_disposable_mail_start(void) { return domain_data_disposable_mail; }
static inline const unsigned char *domain_data_legal_forms_start(void) { return domain_data_legal_forms; }

#endif
