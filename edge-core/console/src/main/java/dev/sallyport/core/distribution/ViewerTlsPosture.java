package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * What is weak in {@code ViewerCertificate}. The policies and the oldest protocol that each allows: Developer Guide,
 * "Supported protocols and ciphers between viewers and CloudFront". AWS Security Hub asks for TLSv1.2_2021,
 * TLSv1.2_2025 or TLSv1.3_2025 (CloudFront.15) and for SNI (CloudFront.8).
 */
final class ViewerTlsPosture {
    private static final Set<String> OLD = Set.of("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016");
    /** TLS 1.2, but with ciphers in CBC mode or without forward secrecy, which the policy of 2021 left out. */
    private static final Set<String> WITH_OLD_CIPHERS = Set.of("TLSv1.2_2018", "TLSv1.2_2019");

    private ViewerTlsPosture() {}

    static void judge(Reading reading, List<Finding> findings) {
        JsonNode certificate = reading.config().path("ViewerCertificate");
        if (!certificate.isObject() || certificate.path("CloudFrontDefaultCertificate").asBoolean(false)) {
            return;
        }
        String minimum = text(certificate, "MinimumProtocolVersion");
        if (OLD.contains(minimum)) {
            findings.add(new Finding(
                    "old-viewer-tls",
                    Severity.MEDIUM,
                    "Viewers may connect with a TLS version that is no longer considered safe.",
                    "ViewerCertificate.MinimumProtocolVersion is " + minimum,
                    "Set MinimumProtocolVersion to TLSv1.2_2021 or later."));
        } else if (WITH_OLD_CIPHERS.contains(minimum)) {
            findings.add(new Finding(
                    "viewer-tls-not-recommended",
                    Severity.LOW,
                    "Viewers may connect with ciphers that AWS no longer recommends.",
                    "ViewerCertificate.MinimumProtocolVersion is " + minimum,
                    "Set MinimumProtocolVersion to TLSv1.2_2021 or later."));
        }
        String support = text(certificate, "SSLSupportMethod");
        if (support.equals("vip") || support.equals("static-ip")) {
            findings.add(new Finding(
                    "dedicated-ip",
                    Severity.LOW,
                    "HTTPS is served from dedicated IP addresses instead of by SNI.",
                    "ViewerCertificate.SSLSupportMethod is " + support,
                    "Set SSLSupportMethod to sni-only, unless viewers without SNI are still counted on."));
        }
    }
}
