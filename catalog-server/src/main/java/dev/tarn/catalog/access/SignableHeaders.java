package dev.tarn.catalog.access;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The headers of a request that go into its signature. S3 asks for `host` and all `x-amz-*`; of
/// those only the ones that cannot widen what the request does are let through. The rest stays
/// unsigned, so that a signature a client keeps for half a minute fits its next range too.
final class SignableHeaders {
    static final String CONTENT_SHA256 = "x-amz-content-sha256";
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /// Chunks that carry no signatures of their own, with a checksum at the end.
    private static final String UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    private static final String AMAZON = "x-amz-";
    private static final Set<String> SET_BY_SIGNER =
            Set.of("x-amz-date", "x-amz-security-token", CONTENT_SHA256);
    private static final Set<String> ACCEPTED =
            Set.of(
                    "x-amz-decoded-content-length",
                    "x-amz-trailer",
                    "x-amz-te",
                    "x-amz-sdk-checksum-algorithm",
                    "x-amz-expected-bucket-owner",
                    "x-amz-request-payer",
                    "x-amz-storage-class",
                    "x-amz-tagging",
                    "x-amz-mp-object-size");
    private static final List<String> ACCEPTED_PREFIXES =
            List.of("x-amz-checksum-", "x-amz-meta-", "x-amz-server-side-encryption");

    private SignableHeaders() {}

    /// Headers by lower-case name, without the hash of the content.
    ///
    /// @throws ForbiddenException for a header that could copy another object or change who may
    ///   read this one
    static Map<String, List<String>> of(Map<String, List<String>> headers) {
        Map<String, List<String>> result = new TreeMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("content-md5")) {
                result.put(lower, values);
            } else if (lower.startsWith(AMAZON) && !SET_BY_SIGNER.contains(lower)) {
                check(lower);
                result.put(lower, values);
            }
        });
        return result;
    }

    private static void check(String name) {
        if (!ACCEPTED.contains(name) && ACCEPTED_PREFIXES.stream().noneMatch(name::startsWith)) {
            throw new ForbiddenException("Requests with the header %s are not signed", name);
        }
    }

    /// What the signature says about the content: what the client says, if it is one of the forms
    /// that need no key of ours.
    static String contentHash(Map<String, List<String>> headers) {
        String said = first(headers, CONTENT_SHA256);
        if (said == null || said.equals("required")) {
            return UNSIGNED;
        }
        if (said.equals(UNSIGNED)
                || said.equals(UNSIGNED_CHUNKS)
                || said.matches("[0-9a-fA-F]{64}")) {
            return said;
        }
        throw new ForbiddenException(
                "Content of the form %s is not signed; accepted: %s, %s and a SHA-256",
                said, UNSIGNED, UNSIGNED_CHUNKS);
    }

    static @Nullable String first(Map<String, List<String>> headers, String name) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
                return header.getValue().getFirst();
            }
        }
        return null;
    }
}
