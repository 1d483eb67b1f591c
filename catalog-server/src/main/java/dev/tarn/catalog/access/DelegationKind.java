package dev.tarn.catalog.access;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/// The ways of the specification's `X-Iceberg-Access-Delegation` header.
public enum DelegationKind {
    VENDED_CREDENTIALS("vended-credentials"),
    REMOTE_SIGNING("remote-signing");

    private final String text;

    DelegationKind(String text) {
        this.text = text;
    }

    /// Those a header lists; others are passed over, as the specification asks.
    public static Set<DelegationKind> parse(@Nullable String header) {
        Set<DelegationKind> kinds = EnumSet.noneOf(DelegationKind.class);
        if (header == null) {
            return kinds;
        }
        for (String listed : header.split(",")) {
            for (DelegationKind kind : values()) {
                if (kind.text.equalsIgnoreCase(listed.strip())) {
                    kinds.add(kind);
                }
            }
        }
        return kinds;
    }
}
