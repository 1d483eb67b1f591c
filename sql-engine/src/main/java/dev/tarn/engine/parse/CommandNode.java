package dev.tarn.engine.parse;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Carries a [Syntax] through Calcite's parser, whose productions return nodes. Never validated.
public final class CommandNode extends SqlCall {
    private static final SqlOperator OPERATOR =
            new SqlSpecialOperator("COMMAND", SqlKind.OTHER_DDL);

    private final Syntax syntax;

    CommandNode(SqlParserPos position, Syntax syntax) {
        super(position);
        this.syntax = syntax;
    }

    Syntax syntax() {
        return syntax;
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new CommandNode(position, syntax);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword(syntax.getClass().getSimpleName());
    }

    @Override
    public void validate(SqlValidator validator, SqlValidatorScope scope) {
        throw new UnsupportedOperationException("Commands are not validated by Calcite");
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of();
    }

    @Override
    public boolean equalsDeep(@Nullable SqlNode node, Litmus litmus) {
        return node instanceof CommandNode that && syntax.equals(that.syntax)
                ? litmus.succeed()
                : litmus.fail("Not the same command");
    }
}
