package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;

import java.util.regex.Pattern;

/// A file pattern taken apart: what precedes its first wildcard, and a regular expression for whole
/// locations. The syntax is told in [FileListing#glob].
record Glob(String prefix, String regex, boolean literal) {
    private static final String ANY_DIRECTORIES = "(?:[^/._][^/]*/)*";

    static Glob parse(String pattern) {
        if (pattern.endsWith("/")) {
            return parse(pattern + "**");
        }
        StringBuilder regex = new StringBuilder();
        StringBuilder prefix = new StringBuilder();
        boolean wild = false;
        int depth = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean special = true;
            if (c == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                i++;
                boolean wholeStep = i + 1 < pattern.length() && pattern.charAt(i + 1) == '/';
                regex.append(wholeStep ? ANY_DIRECTORIES : ANY_DIRECTORIES + "(?![._])[^/]*");
                i += wholeStep ? 1 : 0;
            } else if (c == '*') {
                regex.append(startsName(pattern, i) ? "(?![._])[^/]*" : "[^/]*");
            } else if (c == '?') {
                regex.append(startsName(pattern, i) ? "[^/._]" : "[^/]");
            } else if (c == '{') {
                regex.append("(?:");
                depth++;
            } else if (c == '}' && depth > 0) {
                regex.append(')');
                depth--;
            } else if (c == ',' && depth > 0) {
                regex.append('|');
            } else {
                if (c == '\\' && i + 1 < pattern.length()) {
                    c = pattern.charAt(++i);
                }
                regex.append(Pattern.quote(String.valueOf(c)));
                special = false;
            }
            wild |= special;
            if (!wild) {
                prefix.append(c);
            }
        }
        if (depth > 0) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "Pattern %s has a '{' without its '}'".formatted(pattern));
        }
        return new Glob(prefix.toString(), regex.toString(), !wild);
    }

    private static boolean startsName(String pattern, int at) {
        return at == 0 || pattern.charAt(at - 1) == '/';
    }

    /// Matches whole locations. `**` at the end takes the name of the file too.
    Pattern matcher() {
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    /// How many names below [#listingRoot] a match can lie.
    int depth() {
        if (regex.contains(ANY_DIRECTORIES) || regex.contains("(?:")) {
            return Integer.MAX_VALUE;
        }
        int slashes = 0;
        for (int at = regex.indexOf("\\Q/\\E"); at >= 0; at = regex.indexOf("\\Q/\\E", at + 1)) {
            slashes++;
        }
        return 1 + slashes - (int) prefix.chars().filter(c -> c == '/').count();
    }

    /// The deepest directory that holds every match, with its `/`; `./` for none.
    String listingRoot() {
        int slash = prefix.lastIndexOf('/');
        return slash < 0 ? "./" : prefix.substring(0, slash + 1);
    }
}
