package dev.tarn.catalog.access;

import org.apache.iceberg.exceptions.ForbiddenException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a client sends along with requests to sign for a table that is only staged: the areas it
/// was given, for whom, for which table and until when, under a message authentication code. So no
/// server has to remember what was staged. Thread-safe.
final class StagedTicket {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SEPARATOR = "\n";

    private final SecretKeySpec key;
    private final Clock clock;

    /// @param secret the same on all servers that know each other's tickets
    StagedTicket(byte[] secret, Clock clock) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.clock = clock;
    }

    String issue(String principal, String table, List<S3Area> areas, Duration lifetime) {
        List<String> fields = new ArrayList<>();
        fields.add(Long.toString(clock.millis() + lifetime.toMillis()));
        fields.add(encode(principal.getBytes(StandardCharsets.UTF_8)));
        fields.add(encode(table.getBytes(StandardCharsets.UTF_8)));
        for (S3Area area : areas) {
            String text = area.bucket() + "/" + area.key();
            fields.add(encode(text.getBytes(StandardCharsets.UTF_8)));
        }
        byte[] payload = String.join(SEPARATOR, fields).getBytes(StandardCharsets.UTF_8);
        return encode(payload) + "." + encode(code(payload));
    }

    /// @throws ForbiddenException unless it was issued here, for this principal and table, and has
    ///   not expired
    List<S3Area> open(String ticket, String principal, String table) {
        int dot = ticket.indexOf('.');
        byte[] payload = decode(ticket.substring(0, Math.max(0, dot)));
        byte[] code = decode(ticket.substring(dot + 1));
        if (dot < 0 || !MessageDigest.isEqual(code, code(payload))) {
            throw refused("it was not issued here");
        }
        String[] fields = new String(payload, StandardCharsets.UTF_8).split(SEPARATOR, -1);
        if (clock.millis() >= Long.parseLong(fields[0])) {
            throw refused("it has expired");
        }
        if (!text(fields[1]).equals(principal) || !text(fields[2]).equals(table)) {
            throw refused("it is somebody else's or another table's");
        }
        List<S3Area> areas = new ArrayList<>();
        for (int i = 3; i < fields.length; i++) {
            String area = text(fields[i]);
            int slash = area.indexOf('/');
            areas.add(new S3Area(area.substring(0, slash), area.substring(slash + 1)));
        }
        return areas;
    }

    private byte[] code(byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(payload);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }

    private static String text(String field) {
        return new String(decode(field), StandardCharsets.UTF_8);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw refused("it is not a ticket");
        }
    }

    private static ForbiddenException refused(String why) {
        return new ForbiddenException("The ticket of the staged table is refused: %s", why);
    }
}
