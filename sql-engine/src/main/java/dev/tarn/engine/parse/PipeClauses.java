package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.AlterPipe.Action;
import dev.tarn.engine.statement.Command.Existence;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What CREATE PIPE says before AS, and the actions of our grammar for pipes. Called by the
/// generated parser only.
public final class PipeClauses {
    private final Properties settings = new Properties();
    private @Nullable String comment;

    public void comment(String text) {
        comment = text;
    }

    public Properties settings() {
        return settings;
    }

    /// @param start where the text of `copy` starts
    public SqlNode create(
            SqlParserPos position,
            Existence existence,
            SqlIdentifier name,
            SqlParserPos start,
            SqlNode copy) {
        Syntax.Do loading = (Syntax.Do) Grammar.syntax(copy);
        return new CommandNode(
                position,
                new Syntax.CreatePipe(
                        Grammar.name(name),
                        existence,
                        comment,
                        settings.list(),
                        (Command.CopyInto) loading.command(),
                        Objects.requireNonNull(Positions.of(start))));
    }

    /// What CREATE [OR REPLACE] … [IF NOT EXISTS] asks for.
    public static Existence existence(boolean replace, boolean ifNotExists) {
        Existence created = ifNotExists ? Existence.NEW_UNLESS_THERE : Existence.NEW;
        return replace ? Existence.NEW_OR_REPLACED : created;
    }

    public static SqlNode drop(SqlParserPos position, boolean ifExists, SqlIdentifier name) {
        return Grammar.command(position, new Command.DropPipe(Grammar.name(name), ifExists));
    }

    public static SqlNode set(SqlParserPos position, SqlIdentifier name, Properties settings) {
        return Grammar.command(
                position, new Command.AlterPipe(Grammar.name(name), Action.SET, settings.list()));
    }

    /// PAUSE, RESUME or REFRESH, which are no words of the grammar.
    public static SqlNode alter(SqlParserPos position, SqlIdentifier name, SqlIdentifier word) {
        Action action =
                switch (word.getSimple().toUpperCase(Locale.ROOT)) {
                    case "PAUSE" -> Action.PAUSE;
                    case "RESUME" -> Action.RESUME;
                    case "REFRESH" -> Action.REFRESH;
                    default ->
                            throw Positions.error(
                                    ErrorCode.SYNTAX_ERROR,
                                    "ALTER PIPE takes PAUSE, RESUME, REFRESH or SET, not '%s'"
                                            .formatted(word.getSimple()),
                                    word);
                };
        return Grammar.command(
                position, new Command.AlterPipe(Grammar.name(name), action, List.of()));
    }
}
