package dev.tarn.engine.statement;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What GRANT, REVOKE and statements about roles ask for.
public sealed interface AccessCommand {

    /// Gives or takes privileges; of each, the columns that it is for.
    record ChangeGrants(
            boolean grants,
            List<NamedPrivilege> privileges,
            SecurableName on,
            boolean isRole,
            String grantee)
            implements AccessCommand {
        public ChangeGrants {
            privileges = List.copyOf(privileges);
        }
    }

    /// A privilege by name; on all columns where there are none.
    record NamedPrivilege(String name, List<String> columns) {
        public NamedPrivilege {
            columns = List.copyOf(columns);
        }
    }

    /// Makes or drops a role, or where there is a `user`, puts that one into it or takes it out.
    record ChangeRole(boolean adds, String role, @Nullable String user) implements AccessCommand {}

    record ShowGrants(SecurableName on) implements AccessCommand {}

    record ShowRoles() implements AccessCommand {}

    /// What privileges are on, by name.
    record SecurableName(Kind kind, Name name) {
        /// As the text says; a relation is a table or a view.
        public enum Kind {
            CATALOG,
            SCHEMA,
            TABLE,
            VIEW,
            RELATION
        }
    }
}
