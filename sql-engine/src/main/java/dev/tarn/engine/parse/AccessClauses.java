package dev.tarn.engine.parse;

import dev.tarn.engine.statement.AccessCommand;
import dev.tarn.engine.statement.AccessCommand.NamedPrivilege;
import dev.tarn.engine.statement.AccessCommand.SecurableName;
import dev.tarn.engine.statement.Command;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The actions of our grammar for GRANT, REVOKE and roles. Called by the generated parser only.
public final class AccessClauses {
    private final List<NamedPrivilege> privileges = new ArrayList<>();

    /// @param columns names in parentheses; null where there are none
    public void addPrivilege(String name, @Nullable SqlNodeList columns) {
        List<String> names = new ArrayList<>();
        if (columns != null) {
            columns.forEach(column -> names.add(((SqlIdentifier) column).getSimple()));
        }
        privileges.add(new NamedPrivilege(name, names));
    }

    /// @param kind of [SecurableName.Kind]
    public static SecurableName securable(String kind, SqlIdentifier name) {
        return new SecurableName(SecurableName.Kind.valueOf(kind), Grammar.name(name));
    }

    public SqlNode change(
            SqlParserPos position,
            boolean grants,
            SecurableName on,
            boolean isRole,
            SqlIdentifier grantee) {
        return command(
                position,
                new AccessCommand.ChangeGrants(
                        grants, privileges, on, isRole, grantee.getSimple()));
    }

    /// GRANT and REVOKE of a role, whose name was read as that of a privilege.
    public SqlNode changeMember(SqlParserPos position, boolean adds, SqlIdentifier user) {
        return changeRole(position, adds, privileges.getFirst().name(), user.getSimple());
    }

    public static SqlNode changeRole(
            SqlParserPos position, boolean adds, String role, @Nullable String user) {
        return command(position, new AccessCommand.ChangeRole(adds, role, user));
    }

    public static SqlNode showGrants(SqlParserPos position, SecurableName on) {
        return command(position, new AccessCommand.ShowGrants(on));
    }

    public static SqlNode showRoles(SqlParserPos position) {
        return command(position, new AccessCommand.ShowRoles());
    }

    private static SqlNode command(SqlParserPos position, AccessCommand command) {
        return Grammar.command(position, new Command.Access(command));
    }
}
