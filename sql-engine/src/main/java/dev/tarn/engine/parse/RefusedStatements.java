package dev.tarn.engine.parse;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Statements of Trino and Spark that our grammar does not have, told apart by their words, each
/// with what to write instead or why there is no such thing. Only texts that do not parse are
/// looked at.
final class RefusedStatements {
    private static final String MATERIALIZED =
            "Materialized views are not supported: views are computed when they are read; CREATE"
                    + " TABLE … AS keeps rows";
    private static final String OWNERS =
            "Objects have no owner that could be set: GRANT MANAGE ON … TO … lets others rule them";
    private static final String CATALOGS =
            "Catalogs are not made by SQL: each warehouse of the server's configuration is one"
                    + " (warehouse.NAME.location)";
    private static final String OPTIONS =
            "GRANT and REVOKE take no %s: who holds MANAGE on an object may grant on it, and"
                    + " administrators may grant roles";
    private static final String ROLES_IN =
            "Roles are the server's, not a catalog's: leave out IN and FROM and what follows";

    private static final List<Refused> ALL =
            List.of(
                    refused(
                            "(create( or replace)?|alter|drop|refresh|show create) materialized"
                                    + " view .*",
                            MATERIALIZED),
                    refused("alter view .* refresh", MATERIALIZED),
                    refused("alter (table|view|schema) .* set authorization .*", OWNERS),
                    refused("create schema .* authorization .*", OWNERS),
                    refused("(create( or replace)?|drop) catalog .*", CATALOGS),
                    refused(
                            "(create( or replace)?|drop) branch .*",
                            "A branch is changed by its table: ALTER TABLE t CREATE [OR REPLACE]"
                                    + " BRANCH b, ALTER TABLE t DROP BRANCH b"),
                    refused(
                            "alter branch .*",
                            "A branch is moved by CALL system.fast_forward(table => 't', branch =>"
                                    + " 'main', to => 'b')"),
                    refused(
                            "show branches .*",
                            "SHOW BRANCHES is not supported; SELECT * FROM t.refs shows branches"
                                    + " and tags"),
                    refused(
                            "deny .*",
                            "DENY is not supported: what is not granted is denied; REVOKE takes a"
                                    + " grant away"),
                    refused(
                            "(grant|revoke) all privileges .*",
                            "ALL PRIVILEGES is not supported: name them, or MANAGE, which is all"
                                    + " of them"),
                    refused("grant .* with (grant|admin) option.*", OPTIONS.formatted("OPTION")),
                    refused("revoke (grant|admin) option for .*", OPTIONS.formatted("OPTION FOR")),
                    refused("(grant|revoke) .* granted by .*", OPTIONS.formatted("GRANTED BY")),
                    refused(
                            "(grant|revoke) (create|drop|update) branch on .*",
                            "Branches have no privileges of their own: those of their table hold"),
                    refused(
                            "(grant|revoke) [^,]* (to|from) .*,.*",
                            "GRANT and REVOKE take one user or role at a time"),
                    refused(
                            "create role .* with admin .*",
                            "CREATE ROLE takes no WITH ADMIN: administrators rule all roles"),
                    refused("(create|drop) role .* in .*", ROLES_IN),
                    refused("show roles (from|in) .*", ROLES_IN),
                    refused(
                            "show current roles.*",
                            "SHOW CURRENT ROLES is not supported; SELECT * FROM"
                                    + " information_schema.enabled_roles shows them"),
                    refused(
                            "show role grants.*",
                            "SHOW ROLE GRANTS is not supported; SELECT * FROM"
                                    + " information_schema.applicable_roles shows them"),
                    refused(
                            "show grants",
                            "SHOW GRANTS takes ON and an object; information_schema"
                                    + ".table_privileges shows those of all tables"),
                    refused(
                            "with function .*",
                            "WITH FUNCTION is not supported: CREATE FUNCTION makes one that lasts"),
                    refused(
                            "(cache|uncache|refresh) table .*",
                            "Tables are not cached by statements: what was read is kept while it"
                                    + " fits"),
                    refused(
                            "(msck )?repair table .*",
                            "Files are found by metadata, not by directories; CALL"
                                    + " system.add_files adds some"),
                    refused("load data .*", "LOAD DATA is not supported; COPY INTO loads files"),
                    refused(
                            "kill query .*",
                            "CALL system.runtime.kill_query(query_id => …) cancels a query"));

    private RefusedStatements() {}

    /// @param words of the whole statement, in lower case with one blank between them
    private record Refused(Pattern words, String hint) {}

    private static Refused refused(String words, String hint) {
        return new Refused(Pattern.compile(words, Pattern.DOTALL), hint);
    }

    /// What to say of a text that does not parse; null where nothing better is known.
    static @Nullable String hint(String sql) {
        String words = Words.of(sql);
        for (Refused refused : ALL) {
            if (refused.words.matcher(words).matches()) {
                return refused.hint;
            }
        }
        return null;
    }

    /// The start of a statement without comments: long ones are not looked at to their end.
    private static final class Words {
        private static final int MOST_CHARS = 4_096;
        private static final Pattern COMMENT =
                Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
        private static final Pattern BLANKS = Pattern.compile("[\\s;]+");

        static String of(String sql) {
            String start = sql.substring(0, Math.min(sql.length(), MOST_CHARS));
            String plain = COMMENT.matcher(start).replaceAll(" ");
            return BLANKS.matcher(plain).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        }
    }
}
