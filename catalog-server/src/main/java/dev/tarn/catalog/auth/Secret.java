package dev.tarn.catalog.auth;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A token of ours, in the clear: `tarn_`, the id of its row, and 256 random bits. The id finds the
/// row; the rest is compared by its hash, in constant time. Exists only where it was just made or
/// has just come in.
final class Secret {
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("tarn_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");

    private final String id;
    private final String secret;

    private Secret(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    static Secret create(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new Secret(
                HexFormat.of().formatHex(id),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// Null when the text is not a token of ours.
    static @Nullable Secret parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? new Secret(matcher.group(1), matcher.group(2)) : null;
    }

    String id() {
        return id;
    }

    /// What whoever asked for the token is shown, once.
    String text() {
        return "tarn_" + id + "_" + secret;
    }

    String hash() {
        return hash(text());
    }

    boolean matches(String hash) {
        return isEqual(hash(), hash);
    }

    /// SHA-256 in hexadecimal digits. Fast on purpose: what it hides is random and long.
    static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /// Takes as long for any two hashes.
    static boolean isEqual(String hash, String other) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII),
                other.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "Secret[id=" + id + "]";
    }
}
