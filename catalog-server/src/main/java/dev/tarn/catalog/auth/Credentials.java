package dev.tarn.catalog.auth;

/// What a request proves itself with. Never prints its secret.
public sealed interface Credentials {

    record None() implements Credentials {}

    /// A token of ours, or a JWT.
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[…]";
        }
    }

    /// A name with a token in place of a password, for clients that know nothing else.
    record Basic(String user, String token) implements Credentials {
        @Override
        public String toString() {
            return "Basic[user=" + user + "]";
        }
    }

    /// A scheme that is not understood.
    record Other(String scheme) implements Credentials {}
}
