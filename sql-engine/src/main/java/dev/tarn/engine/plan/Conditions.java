package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.schema.Relations;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;

/// Conditions on rows that are not in any table yet, as a query:
///
/// ```
/// a, b with c1, c2   →   SELECT t.a, t.b, c1, c2 FROM rows AS t
/// ```
///
/// Nothing is known of the rows but their columns: what statistics say of the table's own rows
/// would be wrong of them.
final class Conditions {
    private Conditions() {}

    static SqlNode query(
            Relations relations, String table, List<Field> columns, List<String> conditions) {
        SqlParserPos position = SqlParserPos.ZERO;
        List<SqlNode> items = new ArrayList<>();
        for (Field column : columns) {
            items.add(new SqlIdentifier(List.of(table, column.name()), position));
        }
        conditions.forEach(condition -> items.add(StatementParser.expression(condition)));
        SqlNode from =
                SqlStdOperatorTable.AS.createCall(
                        position,
                        new SqlIdentifier(relations.addRows(table, columns), position),
                        new SqlIdentifier(table, position));
        return Grammar.select(position, items, from, null);
    }
}
