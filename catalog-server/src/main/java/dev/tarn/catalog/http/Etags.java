package dev.tarn.catalog.http;

import dev.tarn.catalog.access.Delegated;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Entity tags of loadTable answers: a digest of the metadata location, which names immutable
/// content, of the snapshot mode, because the two representations differ, and of what was
/// delegated, so that a tag ends before the credentials that came with it do.
final class Etags {
    private static final int HEX_CHARS = 32;

    private Etags() {}

    static String of(String metadataLocation, TableBody.SnapshotMode mode) {
        return of(metadataLocation, mode, Delegated.NONE);
    }

    static String of(String metadataLocation, TableBody.SnapshotMode mode, Delegated delegated) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(mode.name().getBytes(StandardCharsets.UTF_8));
            digest.update(delegated.tag().getBytes(StandardCharsets.UTF_8));
            byte[] hash = digest.digest(metadataLocation.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(hash).substring(0, HEX_CHARS) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /// Whether an If-None-Match header names the tag (RFC 9110: a list, weak comparison, or `*`).
    static boolean matches(@Nullable String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",")) {
            String tag = candidate.strip();
            if (tag.startsWith("W/")) {
                tag = tag.substring(2);
            }
            if (tag.equals("*") || tag.equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
