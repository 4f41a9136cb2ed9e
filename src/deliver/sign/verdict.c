/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts in words. */
#include <stdio.h>
#include <time.h>

#include "base/i18n.h"
#include "deliver/sign/cms.h"

static const struct {
    const char *id, *text;
} words[] = {
    [PZ_CMS_VALID] = {NULL, N_("the signature is valid")},
    [PZ_CMS_UNTRUSTED_TIME] = {"W-SIGN-018", N_("the time of signing lies in the future")},
    [PZ_CMS_EXPIRED] = {"E-SIGN-011", N_("the certificate had expired when the file was signed")},
    [PZ_CMS_NOT_YET] = {"E-SIGN-012", N_("the certificate was not valid yet when the file was signed")},
    [PZ_CMS_REVOKED] = {"E-SIGN-013", N_("the certificate was revoked")},
    [PZ_CMS_FOREIGN] = {"E-SIGN-014", N_("the certificate does not come from a trusted authority")},
    [PZ_CMS_WRONG_USE] = {"E-SIGN-015", N_("the certificate is not meant for signing")},
    [PZ_CMS_FORGED] = {"E-SIGN-047",
                       N_("the certificate does not agree with that of its authority: it is damaged or forged, or the "
                          "authority has another root certificate by now")},
    [PZ_CMS_TAMPERED] = {"E-SIGN-010", N_("the file was changed after it was signed, or the signature belongs to another file")},
    [PZ_CMS_NO_ALGORITHM] = {"E-SIGN-016", N_("the algorithm of the signature is not known here")},
    [PZ_CMS_UNREADABLE] = {"E-SIGN-017", N_("the signature cannot be read")},
};

const char *pz_cms_verdict_id(enum pz_cms_verdict verdict)
{
    return words[verdict].id;
}

bool pz_cms_may_become_valid(enum pz_cms_verdict verdict)
{
    return verdict == PZ_CMS_VALID || verdict == PZ_CMS_UNTRUSTED_TIME || verdict == PZ_CMS_FOREIGN || verdict == PZ_CMS_FORGED ||
           verdict == PZ_CMS_NO_ALGORITHM;
}

static const char *advice(enum pz_cms_verdict verdict)
{
    switch (verdict) {
    case PZ_CMS_NO_ALGORITHM: return _("install libengine-gost-openssl for ГОСТ signatures");
    case PZ_CMS_TAMPERED: return _("compare the file with the signed package and sign it again");
    case PZ_CMS_FOREIGN:
        return _("put the authority's root certificate where trusted certificates are kept, if it is to be trusted");
    default: return NULL;
    }
}

void pz_cms_report(struct pz_diags *diags, const char *file, const char *signature, const struct pz_cms_signature *s)
{
    if (s->verdict == PZ_CMS_VALID)
        return;
    struct pz_place place = pz_place_file(file);
    snprintf(place.inside, sizeof place.inside, "%.200s", signature);
    const char *text = _(words[s->verdict].text);
    if (s->owner[0])
        pz_report_hint(diags, words[s->verdict].id, &place, advice(s->verdict), _("%s (certificate %s, owner %s)"), text, s->serial,
                       s->owner);
    else
        pz_report_hint(diags, words[s->verdict].id, &place, advice(s->verdict), "%s", text);
}
