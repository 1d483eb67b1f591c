package dev.tarn.catalog.http;

import dev.tarn.catalog.auth.Credentials;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// Reads `Authorization`, and writes what belongs into `WWW-Authenticate` when that was not enough.
public final class AuthorizationHeader {
    /// Of answers to requests without credentials.
    public static final String CHALLENGE = "Bearer realm=\"tarn\"";

    /// Of answers to requests with credentials that prove nothing.
    public static final String INVALID_TOKEN = CHALLENGE + ", error=\"invalid_token\"";

    private AuthorizationHeader() {}

    /// @param value of the header, null when there is none
    public static Credentials parse(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return new Credentials.None();
        }
        String[] parts = value.strip().split("\\s+", 2);
        String rest = parts.length == 2 ? parts[1].strip() : "";
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> new Credentials.Bearer(rest);
            case "basic" -> basic(rest);
            default -> new Credentials.Other(shown(parts[0]));
        };
    }

    private static Credentials basic(String encoded) {
        String text;
        try {
            text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new Credentials.Other("Basic without base64");
        }
        int colon = text.indexOf(':');
        return colon < 0
                ? new Credentials.Other("Basic without a password")
                : new Credentials.Basic(text.substring(0, colon), text.substring(colon + 1));
    }

    /// A scheme that is no word may be a secret that was sent without one.
    private static String shown(String scheme) {
        return scheme.matches("[A-Za-z]{1,20}") ? scheme : "(not shown)";
    }
}
