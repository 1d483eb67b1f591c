package dev.tarn.catalog.service;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.BadRequestException;

/// Which names may be created. Refused are names that mean something else to some client, path, URL
/// or shell: empty, `.` and `..`, blanks at an edge, control characters and a fixed set of
/// punctuation (the list of Apache Polaris 1.6, plus `+`, which old and new clients decode
/// differently). Names are case-sensitive.
final class NamePolicy {
    private static final String REFUSED = "/\\:*?\"<>|#+`";
    private static final int MAX_CHARS = 255;
    private static final int MAX_LEVELS = 32;

    private NamePolicy() {}

    static void checkNamespace(Namespace namespace) {
        if (namespace.isEmpty()) {
            throw new BadRequestException("Namespace has no levels, expected at least one");
        }
        if (namespace.length() > MAX_LEVELS) {
            throw new BadRequestException(
                    "Namespace has %s levels, accepted are at most %s",
                    namespace.length(), MAX_LEVELS);
        }
        for (String level : namespace.levels()) {
            check("namespace level", level);
        }
    }

    static void check(String what, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw refused(what, name, "it is empty or a relative path");
        }
        if (name.length() > MAX_CHARS) {
            throw refused(what, name, "it is longer than " + MAX_CHARS + " characters");
        }
        if (!name.equals(name.strip())) {
            throw refused(what, name, "it starts or ends with a blank");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c)) {
                throw refused(what, name, "it has a control character at " + i);
            }
            if (REFUSED.indexOf(c) >= 0) {
                throw refused(what, name, "it has '" + c + "'; not accepted are " + REFUSED);
            }
        }
    }

    private static BadRequestException refused(String what, String name, String why) {
        return new BadRequestException("Invalid %s '%s': %s", what, name, why);
    }
}
