<#-- Tarn's additions to Calcite's grammar. Productions only collect syntax; Grammar turns it into
     records, and everything that needs names or types happens after parsing. -->

boolean IfNotExistsOpt() :
{ }
{
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean IfExistsOpt() :
{ }
{
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

String StringOpt() :
{ SqlNode text; }
{
    text = StringLiteral() { return Grammar.string(text); }
}

/** date_diff(unit, from, to), whose unit is a string; Calcite's template expects it at the end. */
SqlNode TarnDateDiff() :
{
    final Span s;
    final List<SqlNode> args;
}
{
    <DATE_DIFF> { s = span(); }
    args = UnquantifiedFunctionParameterList(ExprContext.ACCEPT_SUB_QUERY)
    { return Grammar.function(s.end(this), "date_diff", args); }
}

/** The other order of the words of LEFT ASOF JOIN. */
JoinType AsOfLeftJoin() :
{}
{
    <ASOF> <LEFT> [ <OUTER> ] <JOIN> { return JoinType.LEFT_ASOF; }
}

/** Calls of functions whose names are reserved words. */
SqlNode TarnReservedName() :
{
    final Span s;
    final String name;
    final List<SqlNode> args;
}
{
    ( <FILTER> | <NORMALIZE> | <TRIM_ARRAY> ) { s = span(); name = token.image; }
    args = FunctionParameterList(ExprContext.ACCEPT_SUB_QUERY) {
        args.remove(0);
        return Grammar.function(s.end(this), name.toLowerCase(java.util.Locale.ROOT), args);
    }
}

/** DEFAULT as a value, which INSERT, UPDATE and MERGE take. */
SqlNode TarnDefault() :
{ }
{
    <DEFAULT_> { return SqlStdOperatorTable.DEFAULT.createCall(getPos()); }
}

void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec dt;
}
{
    <INFIX_CAST> { checkNonQueryExpression(exprContext); }
    dt = DataType() {
        list.add(new SqlParserUtil.ToTreeListItem(
            org.apache.calcite.sql.fun.SqlLibraryOperators.INFIX_CAST, s.pos()));
        list.add(dt);
    }
}

/** moment AT TIME ZONE zone */
void AtTimeZone(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlNode zone;
}
{
    <AT> { checkNonQueryExpression(exprContext); }
    <TIME> <ZONE>
    zone = Expression3(ExprContext.ACCEPT_NON_QUERY) {
        list.add(new SqlParserUtil.ToTreeListItem(QueryMarks.AT_TIME_ZONE, s.pos()));
        list.add(zone);
    }
}

/** star [EXCLUDE (…)] [REPLACE (…)] [RENAME (…)] */
SqlNode StarClauses(SqlNode star) :
{
    final Span s;
    SqlNodeList excluded = null;
    SqlNodeList replaced = null;
    SqlNodeList renamed = null;
}
{
    { s = Span.of(star); }
    [ LOOKAHEAD({ QueryMarks.isStarClause(getToken(1), getToken(2), getToken(3)) && getToken(1).kind != REPLACE && getToken(1).kind != RENAME }) excluded = StarExcludeList() ]
    [ LOOKAHEAD(2) replaced = StarReplaceList() ]
    [ LOOKAHEAD(2) renamed = StarRenameList() ]
    { return StarClauses.of(s.end(this), star, excluded, replaced, renamed); }
}

SqlNodeList StarRenameList() :
{
    final Span s;
    final List<SqlNode> list = new ArrayList<SqlNode>();
}
{
    <RENAME> <LPAREN> { s = span(); }
    StarRename(list) ( <COMMA> StarRename(list) )*
    <RPAREN> { return new SqlNodeList(list, s.end(this)); }
}

void StarRename(List<SqlNode> list) :
{
    final SqlIdentifier column;
    final SqlIdentifier name;
}
{
    column = SimpleIdentifier() <AS> name = SimpleIdentifier()
    { list.add(SqlStdOperatorTable.AS.createCall(span().end(name), column, name)); }
}

/** GROUP BY ALL, with nothing to group by after it. */
SqlNodeList GroupByAll() :
{ }
{
    <GROUP> <BY> <ALL> { return QueryMarks.groupByAll(getPos()); }
}

/** Whether a time travel clause starts here; used for lookahead only. */
void AsOfStart() :
{ }
{
    [ <FOR> ] ( <VERSION> | <TIMESTAMP> | <SYSTEM_TIME> | <SYSTEM_VERSION> ) <AS> <OF>
}

/** Time travel: [FOR] VERSION | TIMESTAMP | SYSTEM_VERSION | SYSTEM_TIME AS OF expression. */
SqlNode AsOf(SqlNode tableRef) :
{
    final Span s;
    boolean version = false;
    final SqlNode e;
}
{
    { s = span(); }
    [ <FOR> ]
    (
        ( <VERSION> | <SYSTEM_VERSION> ) { version = true; }
    |
        ( <TIMESTAMP> | <SYSTEM_TIME> )
    )
    <AS> <OF>
    e = Expression(ExprContext.ACCEPT_NON_QUERY) {
        return Grammar.asOf(s.end(this), tableRef, version, e);
    }
}

/** array&lt;T&gt;, array(T), map&lt;K, V&gt;, map(K, V), struct&lt;a: T&gt;, row(a T); INTERVAL DAY. */
SqlTypeNameSpec TarnNestedType() :
{
    final Span s;
    SqlDataTypeSpec first;
    SqlDataTypeSpec second;
    final List<SqlIdentifier> names = new ArrayList<SqlIdentifier>();
    final List<SqlDataTypeSpec> types = new ArrayList<SqlDataTypeSpec>();
    final List<String> comments = new ArrayList<String>();
    final SqlIntervalQualifier units;
}
{
    <ARRAY> { s = span(); }
    ( <LT> first = TarnPartType() <GT> | <LPAREN> first = TarnPartType() <RPAREN> )
    { return new ListTypeName(first, s.end(this)); }
|
    <MAP> { s = span(); }
    (
        <LT> first = DataType() <COMMA> second = TarnPartType() <GT>
    |
        <LPAREN> first = DataType() <COMMA> second = TarnPartType() <RPAREN>
    )
    { return new org.apache.calcite.sql.SqlMapTypeNameSpec(first, second, s.end(this)); }
|
    ( <ROW> | <STRUCT> ) { s = span(); }
    (
        <LT> TarnFieldType(names, types, comments)
        ( <COMMA> TarnFieldType(names, types, comments) )* <GT>
    |
        <LPAREN> TarnFieldType(names, types, comments)
        ( <COMMA> TarnFieldType(names, types, comments) )* <RPAREN>
    )
    { return new StructTypeName(names, types, comments, s.end(this)); }
|
    <INTERVAL> { s = span(); } units = IntervalQualifier()
    { return Grammar.intervalType(units, s.end(this)); }
}

/** The type of a field, of elements or of values, which may be NOT NULL. */
SqlDataTypeSpec TarnPartType() :
{
    SqlDataTypeSpec type;
}
{
    type = DataType() [ <NOT> <NULL> { type = type.withNullable(false); } ]
    { return type; }
}

void TarnFieldType(List<SqlIdentifier> names, List<SqlDataTypeSpec> types, List<String> comments) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    String comment = null;
}
{
    name = SimpleIdentifier() [ <COLON> ] type = TarnPartType()
    [ <COMMENT> comment = StringOpt() ]
    { names.add(name); types.add(type); comments.add(comment); }
}

void TarnColumn(TableClauses clauses) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    final ColumnClauses column;
}
{
    name = SimpleIdentifier() type = DataType() column = TarnColumnClauses()
    { clauses.addColumn(name, type, column); }
}

/** A column, or what rows are expected to meet. */
void TarnTableElement(TableClauses clauses) :
{
    final ExpectClause expect;
}
{
    LOOKAHEAD(TarnExpectStart(), { getToken(1).image.equalsIgnoreCase("EXPECT") && getToken(2).kind != STRUCT })
    expect = TarnExpect() { clauses.addExpectation(expect); }
|
    TarnColumn(clauses)
}

/** How an expectation begins, as no column does but a struct; used for lookahead only. */
void TarnExpectStart() :
{ }
{
    SimpleIdentifier() SimpleIdentifier() <LPAREN>
}

/** EXPECT name (condition) ON VIOLATION policy. */
ExpectClause TarnExpect() :
{
    final SqlIdentifier name;
    final Token first;
    final Token last;
}
{
    { Grammar.expect(getToken(1), "EXPECT"); } SimpleIdentifier()
    name = SimpleIdentifier()
    <LPAREN> { first = getToken(1); } Expression(ExprContext.ACCEPT_NON_QUERY) { last = getToken(0); } <RPAREN>
    <ON> { Grammar.expect(getToken(1), "VIOLATION"); } SimpleIdentifier()
    ( <DROP> | SimpleIdentifier() )
    { return new ExpectClause(name, Grammar.text(first, last), getToken(0).image); }
}

/** [NOT] NULL, DEFAULT literal and COMMENT, in any order. */
ColumnClauses TarnColumnClauses() :
{
    final ColumnClauses clauses = new ColumnClauses();
    SqlNode literal;
}
{
    (
        <NOT> <NULL> { clauses.require(); }
    |
        <NULL>
    |
        <DEFAULT_> literal = Literal() { clauses.setDefault(literal); }
    |
        <COMMENT> { clauses.comment(StringOpt()); }
    )*
    { return clauses; }
}

void TarnProperties(Properties properties) :
{ }
{
    <LPAREN>
    [ TarnProperty(properties) ( <COMMA> TarnProperty(properties) )* ]
    <RPAREN>
}

void TarnProperty(Properties properties) :
{
    SqlNode name;
    final SqlNode value;
}
{
    (
        name = StringLiteral()
    |
        <INTERVAL> { name = new SqlIdentifier(getToken(0).image, getPos()); }
    |
        name = CompoundIdentifier()
    )
    [ <EQ> ]
    value = Expression(ExprContext.ACCEPT_NON_QUERY)
    { properties.add(name, value); }
}

SqlNode TarnCreate() :
{
    final Span s;
    SqlNode result;
    boolean replace = false;
}
{
    <CREATE> { s = span(); }
    [ <OR> <REPLACE> { replace = true; } ]
    (
        result = TarnCreateSchema(s, replace)
    |
        result = TarnCreateTable(s, replace)
    |
        result = TarnCreateView(s, replace)
    |
        result = TarnCreateRole(s)
    |
        result = TarnCreateFunction(s, replace)
    |
        result = TarnCreatePipe(s, replace)
    )
    { return result; }
}

/** PIPE name [COMMENT text] [WITH (settings)] AS COPY INTO … */
SqlNode TarnCreatePipe(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final PipeClauses clauses = new PipeClauses();
    final SqlParserPos start;
    final SqlNode copy;
}
{
    <PIPE>
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    (
        <COMMENT> [ <EQ> ] { clauses.comment(StringOpt()); }
    |
        <WITH> TarnProperties(clauses.settings())
    )*
    <AS> { start = Grammar.next(getToken(1)); }
    copy = TarnCopy()
    { return clauses.create(s.end(this), PipeClauses.existence(replace, ifNotExists), name, start, copy); }
}

/** PIPE name PAUSE | RESUME | REFRESH | SET (settings). */
SqlNode TarnAlterPipe(Span s) :
{
    final SqlIdentifier name;
    final SqlIdentifier word;
    final Properties settings = new Properties();
}
{
    name = CompoundIdentifier()
    (
        <SET> [ <PROPERTIES> ] TarnProperties(settings)
        { return PipeClauses.set(s.end(this), name, settings); }
    |
        word = SimpleIdentifier()
        { return PipeClauses.alter(s.end(this), name, word); }
    )
}

/** FUNCTION name (x T, ...) RETURNS T | TABLE (c T, ...) clauses RETURN body. */
SqlNode TarnCreateFunction(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final FunctionClauses clauses = new FunctionClauses();
    final SqlDataTypeSpec type;
    boolean table = false;
    final SqlParserPos start;
    final SqlNode body;
}
{
    <FUNCTION>
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    <LPAREN> [ TarnFunctionParameter(clauses) ( <COMMA> TarnFunctionParameter(clauses) )* ] <RPAREN>
    <RETURNS>
    (
        <TABLE> { table = true; }
        <LPAREN> TarnFunctionColumn(clauses) ( <COMMA> TarnFunctionColumn(clauses) )* <RPAREN>
    |
        type = DataType() { clauses.returns(type); }
    )
    (
        <LANGUAGE> <SQL>
    |
        <DETERMINISTIC> { clauses.deterministic(true); }
    |
        <NOT> <DETERMINISTIC> { clauses.deterministic(false); }
    |
        <RETURNS> <NULL> <ON> <NULL> <INPUT> { clauses.nullOnNull(true); }
    |
        <CALLED> <ON> <NULL> <INPUT> { clauses.nullOnNull(false); }
    |
        <SECURITY> ( <INVOKER> | <DEFINER> { FunctionClauses.refuseDefiner(getPos()); } )
    |
        <COMMENT> { clauses.comment(StringOpt()); }
    )*
    <RETURN> { start = Grammar.next(getToken(1)); }
    (
        LOOKAHEAD({ table }) body = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    |
        body = Expression(ExprContext.ACCEPT_SUB_QUERY)
    )
    { return clauses.create(s.end(this), replace, ifNotExists, name, start, body); }
}

void TarnFunctionParameter(FunctionClauses clauses) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    String comment = null;
}
{
    name = SimpleIdentifier() type = DataType()
    [ <DEFAULT_> { FunctionClauses.refuseDefault(getPos()); } ]
    [ <COMMENT> comment = StringOpt() ]
    { clauses.addParameter(name, type, comment); }
}

void TarnFunctionColumn(FunctionClauses clauses) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
}
{
    name = SimpleIdentifier() type = DataType() { clauses.addColumn(name, type); }
}

SqlNode TarnCreateRole(Span s) :
{
    final SqlIdentifier name;
}
{
    <ROLE> name = SimpleIdentifier()
    { return AccessClauses.changeRole(s.end(this), true, name.getSimple(), null); }
}

/** GRANT and REVOKE: of privileges ON something, or of a role. */
SqlNode TarnGrant() :
{
    final Span s;
    final boolean grants;
    final AccessClauses clauses = new AccessClauses();
    final dev.tarn.engine.statement.AccessCommand.SecurableName on;
    boolean role = false;
    final SqlIdentifier grantee;
}
{
    ( <GRANT> { grants = true; } | <REVOKE> { grants = false; } ) { s = span(); }
    TarnPrivilege(clauses) ( <COMMA> TarnPrivilege(clauses) )*
    (
        on = TarnSecurable() ( <TO> | <FROM> )
        [ LOOKAHEAD(2) <ROLE> { role = true; } | <USER> ]
        grantee = SimpleIdentifier()
        { return clauses.change(s.end(this), grants, on, role, grantee); }
    |
        ( <TO> | <FROM> ) [ <USER> ] grantee = SimpleIdentifier()
        { return clauses.changeMember(s.end(this), grants, grantee); }
    )
}

void TarnPrivilege(AccessClauses clauses) :
{
    final SqlIdentifier word;
    final String name;
    SqlNodeList columns = null;
}
{
    (
        <SELECT> { name = "SELECT"; }
    |
        <INSERT> { name = "INSERT"; }
    |
        <UPDATE> { name = "UPDATE"; }
    |
        <DELETE> { name = "DELETE"; }
    |
        <CREATE> { name = "CREATE"; }
    |
        <ALTER> { name = "ALTER"; }
    |
        <DROP> { name = "DROP"; }
    |
        word = SimpleIdentifier() { name = word.getSimple(); }
    )
    [ columns = ParenthesizedSimpleIdentifierList() ]
    { clauses.addPrivilege(name, columns); }
}

dev.tarn.engine.statement.AccessCommand.SecurableName TarnSecurable() :
{
    String kind = "RELATION";
    final SqlIdentifier name;
}
{
    <ON>
    [
        <TABLE> { kind = "TABLE"; }
    |
        LOOKAHEAD(2) <VIEW> { kind = "VIEW"; }
    |
        LOOKAHEAD(2) ( <SCHEMA> | <NAMESPACE> | <DATABASE> ) { kind = "SCHEMA"; }
    |
        LOOKAHEAD(2) <CATALOG> { kind = "CATALOG"; }
    ]
    name = CompoundIdentifier()
    { return AccessClauses.securable(kind, name); }
}

SqlNode TarnCreateSchema(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final Properties properties = new Properties();
}
{
    ( <SCHEMA> | <NAMESPACE> | <DATABASE> )
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    (
        ( <PROPERTIES> | <DBPROPERTIES> | <WITH> [ <PROPERTIES> | <DBPROPERTIES> ] )
        TarnProperties(properties)
    |
        <COMMENT> { properties.add("comment", StringOpt(), getPos()); }
    |
        <LOCATION> { properties.add("location", StringOpt(), getPos()); }
    )*
    { return Definitions.createNamespace(s.end(this), replace, ifNotExists, name, properties); }
}

SqlNode TarnCreateTable(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final TableClauses clauses = new TableClauses();
    SqlNode query = null;
    SqlIdentifier word;
}
{
    <TABLE>
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    [
        LOOKAHEAD(2)
        <LPAREN> <LIKE> word = CompoundIdentifier() { clauses.like(word, false); }
        [ <INCLUDING> <PROPERTIES> { clauses.like(word, true); } | <EXCLUDING> <PROPERTIES> ]
        <RPAREN>
    |
        <LIKE> word = CompoundIdentifier() { clauses.like(word, true); }
    |
        LOOKAHEAD(3)
        <LPAREN> TarnTableElement(clauses) ( <COMMA> TarnTableElement(clauses) )* <RPAREN>
    ]
    (
        <USING> word = SimpleIdentifier() { clauses.using(word); }
    |
        <COMMENT> { clauses.comment(StringOpt()); }
    |
        <LOCATION> { clauses.properties().add("location", StringOpt(), getPos()); }
    |
        <PARTITIONED> <BY> <LPAREN>
            TarnPartition(clauses) ( <COMMA> TarnPartition(clauses) )*
        <RPAREN>
    |
        ( <WITH> | <TBLPROPERTIES> ) TarnProperties(clauses.properties())
    |
        <FROM> { clauses.from(StringOpt(), getPos()); }
    |
        <FILE_FORMAT> [ <EQ> ] word = SimpleIdentifier() { clauses.fileFormat(word); }
    |
        <OPTIONS> TarnProperties(clauses.fileOptions())
    )*
    [
        <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
        [ <WITH> [ <NO> { clauses.withoutData(); } ] <DATA> ]
    ]
    { return Definitions.createTable(s.end(this), replace, ifNotExists, name, clauses, query); }
}

void TarnPartition(TableClauses clauses) :
{
    final SqlNode expression;
    SqlIdentifier name = null;
}
{
    expression = Expression(ExprContext.ACCEPT_NON_QUERY) [ <AS> name = SimpleIdentifier() ]
    { clauses.addPartition(expression, name); }
}

SqlNode TarnCreateView(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final ViewClauses clauses = new ViewClauses();
    final SqlParserPos start;
    final SqlNode query;
}
{
    <VIEW>
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    [ <LPAREN> TarnViewColumn(clauses) ( <COMMA> TarnViewColumn(clauses) )* <RPAREN> ]
    (
        <COMMENT> { clauses.properties().add("comment", StringOpt(), getPos()); }
    |
        ( <TBLPROPERTIES> | <WITH> ) TarnProperties(clauses.properties())
    |
        <SECURITY> ( <DEFINER> | <INVOKER> )
    )*
    <AS> { start = Grammar.next(getToken(1)); }
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return Definitions.createView(s.end(this), replace, ifNotExists, name, clauses, start, query); }
}

void TarnViewColumn(ViewClauses clauses) :
{
    final SqlIdentifier name;
    String comment = null;
}
{
    name = SimpleIdentifier() [ <COMMENT> comment = StringOpt() ]
    { clauses.addColumn(name, comment); }
}

SqlNode TarnDrop() :
{
    final Span s;
    boolean ifExists;
    SqlIdentifier name;
    SqlDataTypeSpec type;
    List<SqlDataTypeSpec> types = null;
    boolean cascade = false;
}
{
    <DROP> { s = span(); }
    (
        ( <SCHEMA> | <NAMESPACE> | <DATABASE> )
        ifExists = IfExistsOpt() name = CompoundIdentifier()
        [ <CASCADE> { cascade = true; } | <RESTRICT> ]
        { return Definitions.dropNamespace(s.end(this), ifExists, name, cascade); }
    |
        <TABLE> ifExists = IfExistsOpt() name = CompoundIdentifier()
        [ <PURGE> { cascade = true; } ]
        { return Definitions.dropTable(s.end(this), ifExists, name, cascade); }
    |
        <VIEW> ifExists = IfExistsOpt() name = CompoundIdentifier()
        { return Definitions.dropView(s.end(this), ifExists, name); }
    |
        <MATERIALIZED> <VIEW> ifExists = IfExistsOpt() name = CompoundIdentifier()
        { return Definitions.dropMaterializedView(s.end(this), ifExists, name); }
    |
        <ROLE> name = SimpleIdentifier()
        { return AccessClauses.changeRole(s.end(this), false, name.getSimple(), null); }
    |
        <FUNCTION> ifExists = IfExistsOpt() name = CompoundIdentifier()
        [ <LPAREN> { types = new ArrayList<SqlDataTypeSpec>(); }
          [ type = DataType() { types.add(type); }
            ( <COMMA> type = DataType() { types.add(type); } )* ] <RPAREN> ]
        { return FunctionClauses.drop(s.end(this), ifExists, name, types); }
    |
        <PIPE> ifExists = IfExistsOpt() name = CompoundIdentifier()
        { return PipeClauses.drop(s.end(this), ifExists, name); }
    )
}

SqlNode TarnAlter() :
{
    final Span s;
    final SqlNode result;
}
{
    <ALTER> { s = span(); }
    (
        <TABLE> result = TarnAlterTable(s)
    |
        <VIEW> result = TarnAlterView(s)
    |
        ( <SCHEMA> | <NAMESPACE> | <DATABASE> ) result = TarnAlterNamespace(s)
    |
        <PIPE> result = TarnAlterPipe(s)
    )
    { return result; }
}

SqlNode TarnAlterView(Span s) :
{
    final boolean ifExists;
    final SqlIdentifier name;
    final SqlIdentifier target;
    final SqlParserPos start;
    final SqlNode query;
    final Alterations changes = new Alterations();
}
{
    ifExists = IfExistsOpt()
    name = CompoundIdentifier()
    (
        <AS> { start = Grammar.next(getToken(1)); }
        query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
        { return Definitions.replaceView(s.end(this), ifExists, name, start, query); }
    |
        (
            <RENAME> <TO> target = CompoundIdentifier() { changes.renameTable(target); }
        |
            <SET> ( <PROPERTIES> | <TBLPROPERTIES> ) TarnSetProperties(changes)
        |
            <UNSET> <TBLPROPERTIES> TarnUnsetProperties(changes)
        )
        { return Definitions.alterView(s.end(this), ifExists, name, changes); }
    )
}

SqlNode TarnAlterNamespace(Span s) :
{
    final SqlIdentifier name;
    final Alterations changes = new Alterations();
}
{
    name = CompoundIdentifier()
    (
        <RENAME> <TO> CompoundIdentifier()
        { return Definitions.renameNamespace(s.end(this), name); }
    |
        <SET>
        (
            ( <PROPERTIES> | <DBPROPERTIES> ) TarnSetProperties(changes)
        |
            <LOCATION> { changes.properties().add("location", StringOpt(), getPos()); }
        )
    |
        <UNSET> ( <PROPERTIES> | <DBPROPERTIES> ) TarnUnsetProperties(changes)
    )
    { return Definitions.alterNamespace(s.end(this), name, changes); }
}

void TarnSetProperties(Alterations changes) :
{ }
{
    TarnProperties(changes.properties())
|
    TarnProperty(changes.properties()) ( <COMMA> TarnProperty(changes.properties()) )*
}

void TarnUnsetProperties(Alterations changes) :
{
    SqlNode key;
}
{
    [ <IF> <EXISTS> ] <LPAREN>
    key = StringLiteral() { changes.unset(key); }
    ( <COMMA> key = StringLiteral() { changes.unset(key); } )*
    <RPAREN>
}

/** COMMENT ON TABLE, VIEW, COLUMN or SCHEMA name IS 'text' or NULL. */
SqlNode TarnComment() :
{
    final Span s;
    final SqlIdentifier name;
    final String kind;
    String text = null;
}
{
    <COMMENT> { s = span(); } <ON>
    (
        <TABLE> { kind = "TABLE"; }
    |
        <VIEW> { kind = "VIEW"; }
    |
        <COLUMN> { kind = "COLUMN"; }
    |
        ( <SCHEMA> | <NAMESPACE> | <DATABASE> ) { kind = "SCHEMA"; }
    )
    name = CompoundIdentifier() <IS> ( text = StringOpt() | <NULL> )
    { return Definitions.comment(s.end(this), kind, name, text); }
}

SqlNode TarnAlterTable(Span s) :
{
    final boolean ifExists;
    final SqlIdentifier name;
    final Alterations changes = new Alterations();
    SqlIdentifier column;
    SqlIdentifier target = null;
    SqlDataTypeSpec type;
    SqlNode key;
    SqlNode expression;
    String text;
    List<SqlIdentifier> columns;
    boolean flag = false;
    ExpectClause expect;
}
{
    ifExists = IfExistsOpt()
    name = CompoundIdentifier()
    (
        <ADD>
        (
            <PARTITION> [ LOOKAHEAD(2) <FIELD> ] expression = Expression(ExprContext.ACCEPT_NON_QUERY)
            [ <AS> target = SimpleIdentifier() ]
            { changes.addPartition(expression, target); }
        |
            LOOKAHEAD(TarnExpectStart(), { getToken(1).image.equalsIgnoreCase("EXPECT") }) expect = TarnExpect() { changes.addExpectation(expect); }
        |
            [ LOOKAHEAD(2) ( <COLUMN> | <COLUMNS> ) ]
            (
                <LPAREN> TarnAddColumn(changes) ( <COMMA> TarnAddColumn(changes) )* <RPAREN>
            |
                TarnAddColumn(changes) ( <COMMA> TarnAddColumn(changes) )*
            )
        )
    |
        LOOKAHEAD(2)
        <REPLACE> <PARTITION> [ LOOKAHEAD(2) <FIELD> ] key = Expression(ExprContext.ACCEPT_NON_QUERY)
        <WITH> expression = Expression(ExprContext.ACCEPT_NON_QUERY)
        [ <AS> target = SimpleIdentifier() ]
        { changes.replacePartition(key, expression, target); }
    |
        TarnPutReference(changes)
    |
        <DROP>
        (
            LOOKAHEAD(TarnReferenceStart()) TarnDropReference(changes)
        |
            LOOKAHEAD({ Grammar.isDropExpect(getToken(1), getToken(2)) })
            SimpleIdentifier() [ LOOKAHEAD(2) <IF> <EXISTS> { flag = true; } ] target = SimpleIdentifier()
            { changes.dropExpectation(target, flag); }
        |
            LOOKAHEAD(2) TarnIdentifierFields() columns = TarnNames()
            { changes.dropIdentifiers(columns); }
        |
            <PARTITION> [ LOOKAHEAD(2) <FIELD> ] expression = Expression(ExprContext.ACCEPT_NON_QUERY)
            { changes.dropPartition(expression); }
        |
            [ LOOKAHEAD(2) ( <COLUMN> | <COLUMNS> ) ] [ LOOKAHEAD(2) <IF> <EXISTS> { flag = true; } ]
            (
                <LPAREN> column = TarnColumnName() { changes.dropColumn(column, flag); }
                ( <COMMA> column = TarnColumnName() { changes.dropColumn(column, flag); } )*
                <RPAREN>
            |
                column = TarnColumnName() { changes.dropColumn(column, flag); }
                ( <COMMA> column = TarnColumnName() { changes.dropColumn(column, flag); } )*
            )
        )
    |
        <RENAME>
        (
            <TO> target = CompoundIdentifier() { changes.renameTable(target); }
        |
            [ LOOKAHEAD(2) <COLUMN> ] column = TarnColumnName() <TO> target = SimpleIdentifier()
            { changes.renameColumn(column, target); }
        )
    |
        <ALTER> [ LOOKAHEAD(2) <COLUMN> ] column = TarnColumnName()
        (
            LOOKAHEAD(2) ( <TYPE> | <SET> <DATA> <TYPE> ) type = DataType()
            { changes.changeType(column, type); }
        |
            LOOKAHEAD(2) <SET> <NOT> <NULL> { changes.changeNullability(column, true); }
        |
            <SET> <DEFAULT_> key = Literal() { changes.changeDefault(column, key); }
        |
            LOOKAHEAD(2) <DROP> <NOT> <NULL> { changes.changeNullability(column, false); }
        |
            <DROP> <DEFAULT_> { changes.changeDefault(column, null); }
        |
            <COMMENT> text = StringOpt() { changes.changeComment(column, text); }
        |
            <FIRST> { changes.moveFirst(column); }
        |
            <AFTER> target = SimpleIdentifier() { changes.moveAfter(column, target); }
        )+
    |
        LOOKAHEAD(3)
        <SET> TarnIdentifierFields() columns = TarnNames() { changes.setIdentifiers(columns); }
    |
        LOOKAHEAD(2)
        <SET> <LOCATION> text = StringOpt() { changes.setLocation(text); }
    |
        <SET> ( <PROPERTIES> | <TBLPROPERTIES> ) TarnSetProperties(changes)
    |
        <WRITE> TarnWriteOrder(changes)
    |
        <UNSET> <TBLPROPERTIES> TarnUnsetProperties(changes)
    |
        <EXECUTE> column = SimpleIdentifier() { changes.execute(column); }
        [ <LPAREN> [ expression = TarnArgument() { changes.argument(expression); }
          ( <COMMA> expression = TarnArgument() { changes.argument(expression); } )* ] <RPAREN> ]
        [ text = TarnFileCondition() { changes.where(text); } ]
    )
    { return Definitions.alterTable(s.end(this), ifExists, name, changes); }
}

/** Whether a branch or tag is named here, and not a column of that name; used for lookahead only. */
void TarnReferenceStart() :
{ }
{
    ( <BRANCH> | <TAG> ) ( <IF> <EXISTS> | SimpleIdentifier() )
}

/** CREATE, REPLACE or CREATE OR REPLACE of a branch or tag. */
void TarnPutReference(Alterations changes) :
{
    final ReferenceClauses clauses = new ReferenceClauses();
    final SqlIdentifier name;
    SqlNode number;
    long unit;
}
{
    (
        <CREATE> { clauses.create(); } [ <OR> <REPLACE> { clauses.replace(); } ]
    |
        <REPLACE> { clauses.replace(); }
    )
    ( <BRANCH> | <TAG> { clauses.tag(); } )
    [ LOOKAHEAD(3) <IF> <NOT> <EXISTS> { clauses.ifNotExists(getPos()); } ]
    name = SimpleIdentifier()
    [ <AS> <OF> <VERSION> number = UnsignedNumericLiteral() { clauses.snapshot(number); } ]
    [ <RETAIN> number = UnsignedNumericLiteral() unit = TarnTimeUnit()
      { clauses.retain(number, unit); } ]
    [
        <WITH> <SNAPSHOT> <RETENTION> number = UnsignedNumericLiteral()
        (
            <SNAPSHOTS> { clauses.keepSnapshots(number); }
            [ number = UnsignedNumericLiteral() unit = TarnTimeUnit()
              { clauses.keepSnapshotsFor(number, unit); } ]
        |
            unit = TarnTimeUnit() { clauses.keepSnapshotsFor(number, unit); }
        )
    ]
    { changes.add(clauses.change(name)); }
}

void TarnDropReference(Alterations changes) :
{
    boolean tag = false;
    final boolean ifExists;
    final SqlIdentifier name;
}
{
    ( <BRANCH> | <TAG> { tag = true; } )
    ifExists = IfExistsOpt()
    name = SimpleIdentifier()
    { changes.add(ReferenceClauses.drop(tag, name, ifExists)); }
}

/** How many milliseconds a unit of time has. */
long TarnTimeUnit() :
{ }
{
    <DAYS> { return ReferenceClauses.DAY_MILLIS; }
|
    <HOURS> { return ReferenceClauses.HOUR_MILLIS; }
|
    <MINUTES> { return ReferenceClauses.MINUTE_MILLIS; }
}

/** What follows WRITE: DISTRIBUTED BY PARTITION, [LOCALLY] ORDERED BY fields, UNORDERED; BUCKETED. */
void TarnWriteOrder(Alterations changes) :
{
    final SqlParserPos at;
    boolean distributed = false;
    boolean unordered = false;
    boolean locally = false;
}
{
    { at = Grammar.next(getToken(1)); }
    (
        TarnBuckets(changes) { return; }
    |
        <DISTRIBUTED> <BY> <PARTITION> { distributed = true; }
        [ TarnOrdering(changes) | <UNORDERED> ]
    |
        <UNORDERED> { unordered = true; }
        [ <DISTRIBUTED> <BY> <PARTITION> { distributed = true; } ]
    |
        locally = TarnOrdering(changes)
        [ <DISTRIBUTED> <BY> <PARTITION> { distributed = true; } ]
    )
    { changes.write(distributed, unordered, locally, at); }
}

/** BUCKETED BY (columns) INTO n [SORTED BY (fields)]; BUCKETED and SORTED are no keywords. */
void TarnBuckets(Alterations changes) :
{
    final List<SqlIdentifier> columns;
    final SqlLiteral number;
}
{
    <IDENTIFIER> { Grammar.expect(getToken(0), "bucketed"); }
    <BY> <LPAREN> columns = TarnNames() <RPAREN>
    <INTO> number = UnsignedNumericLiteral() { changes.bucketBy(columns, number); }
    [
        <IDENTIFIER> { Grammar.expect(getToken(0), "sorted"); }
        <BY> <LPAREN> TarnSortFields(changes) <RPAREN> { changes.sort(); }
    ]
}

/** Whether the order is one of each file only. */
boolean TarnOrdering(Alterations changes) :
{
    boolean locally = false;
}
{
    [ <LOCALLY> { locally = true; } ] <ORDERED> <BY>
    (
        LOOKAHEAD(<LPAREN>)
        <LPAREN> TarnSortFields(changes) <RPAREN>
    |
        TarnSortFields(changes)
    )
    { return locally; }
}

void TarnSortFields(Alterations changes) :
{ }
{
    TarnSortField(changes) ( <COMMA> TarnSortField(changes) )*
}

void TarnSortField(Alterations changes) :
{
    final SqlNode expression;
    boolean descending = false;
    Boolean nullsFirst = null;
}
{
    expression = Expression(ExprContext.ACCEPT_NON_QUERY)
    [ <ASC> | <DESC> { descending = true; } ]
    [ <NULLS> ( <FIRST> { nullsFirst = true; } | <LAST> { nullsFirst = false; } ) ]
    { changes.orderBy(expression, descending, nullsFirst); }
}

/** IDENTIFIER FIELDS; the first is no keyword, as JavaCC's tokens have that name already. */
void TarnIdentifierFields() :
{ }
{
    <IDENTIFIER> { Grammar.expect(getToken(0), "identifier"); } <FIELDS>
}

List<SqlIdentifier> TarnNames() :
{
    final List<SqlIdentifier> names = new ArrayList<SqlIdentifier>();
    SqlIdentifier name;
}
{
    name = TarnColumnName() { names.add(name); }
    ( <COMMA> name = TarnColumnName() { names.add(name); } )*
    { return names; }
}

/** A column that may be in a struct, a list (`list.element.x`) or a map (`map.value.x`). */
SqlIdentifier TarnColumnName() :
{
    final List<String> names = new ArrayList<String>();
    final List<SqlParserPos> positions = new ArrayList<SqlParserPos>();
}
{
    AddIdentifierSegment(names, positions)
    (
        <DOT>
        (
            <ELEMENT> { names.add("element"); positions.add(getPos()); }
        |
            AddIdentifierSegment(names, positions)
        )
    )*
    { return new SqlIdentifier(names, null, SqlParserPos.sum(positions), positions); }
}

void TarnAddColumn(Alterations changes) :
{
    boolean ifNotExists = false;
    final SqlIdentifier column;
    final SqlDataTypeSpec type;
    final ColumnClauses clauses;
    SqlIdentifier after = null;
    boolean first = false;
}
{
    [ LOOKAHEAD(2) <IF> <NOT> <EXISTS> { ifNotExists = true; } ]
    column = TarnColumnName() type = DataType() clauses = TarnColumnClauses()
    [ <FIRST> { first = true; } | <AFTER> after = SimpleIdentifier() ]
    { changes.addColumn(column, type, clauses, ifNotExists);
      if (first) changes.moveFirst(column);
      if (after != null) changes.moveAfter(column, after); }
}

SqlNode TarnCopy() :
{
    final Span s;
    final SqlIdentifier table;
    SqlNodeList columns = null;
    final String location;
    final SqlParserPos locationPos;
    SqlIdentifier format = null;
    SqlIdentifier word;
    SqlNode value;
    final Properties given = new Properties();
}
{
    <COPY> { s = span(); } <INTO> table = CompoundIdentifier()
    [ columns = ParenthesizedSimpleIdentifierList() ]
    <FROM> location = StringOpt() { locationPos = getPos(); }
    (
        ( <FILE_FORMAT> | <FORMAT> ) [ <EQ> ] format = SimpleIdentifier()
    |
        ( <WITH> | <OPTIONS> ) TarnProperties(given)
    |
        word = SimpleIdentifier() <EQ> value = Expression(ExprContext.ACCEPT_NON_QUERY)
        { given.add(word, value); }
    )*
    { return Definitions.copy(s.end(this), table, columns, location, locationPos, format, given); }
}

/** INSERT INTO | OVERWRITE t [PARTITION (…)] [(columns) | BY NAME | REPLACE WHERE condition] query. */
SqlNode TarnInsert() :
{
    final Span s;
    final SqlIdentifier table;
    final SqlNodeList columns;
    final SqlNode condition;
    final SqlNode source;
    final Insertion insertion = new Insertion();
}
{
    <INSERT> { s = span(); }
    ( <INTO> | <OVERWRITE> { insertion.overwrite(); } [ <INTO> ] ) [ <TABLE> ]
    table = CompoundTableIdentifier()
    [
        <PARTITION> <LPAREN> TarnPartitionValue(insertion)
        ( <COMMA> TarnPartitionValue(insertion) )* <RPAREN>
    ]
    [
        LOOKAHEAD(2)
        (
            <BY> <NAME> { insertion.byName(); }
        |
            <REPLACE> <WHERE> condition = Expression(ExprContext.ACCEPT_SUB_QUERY)
            { insertion.replace(getPos(), condition); }
        |
            columns = ParenthesizedSimpleIdentifierList() { insertion.columns(columns); }
        )
    ]
    source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return insertion.insert(s.end(source), table, source); }
}

void TarnPartitionValue(Insertion insertion) :
{
    final SqlIdentifier column;
    SqlNode value = null;
}
{
    column = SimpleIdentifier() [ <EQ> value = Expression(ExprContext.ACCEPT_NON_QUERY) ]
    { insertion.partition(column, value); }
}

/** MERGE INTO t [[AS] a] USING source ON condition WHEN …, with any number of clauses. */
SqlNode TarnMerge() :
{
    final Span s;
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    final SqlNode source;
    final SqlNode condition;
    final MergeClauses clauses = new MergeClauses();
}
{
    <MERGE> { s = span(); } <INTO> table = CompoundTableIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    <USING> source = TableRef()
    <ON> condition = Expression(ExprContext.ACCEPT_SUB_QUERY)
    ( TarnMergeWhen(clauses) )+
    { return clauses.merge(s.end(this), table, alias, source, condition); }
}

void TarnMergeWhen(MergeClauses clauses) :
{
    final Span s;
    boolean matched = true;
    boolean bySource = false;
    SqlNode condition = null;
}
{
    <WHEN> { s = span(); }
    [ <NOT> { matched = false; } ] <MATCHED>
    [ <BY> ( <SOURCE> { bySource = true; } | <TARGET> ) ]
    [ <AND> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    <THEN> { clauses.when(s.end(this), matched, bySource, condition); }
    ( TarnMergeUpdate(clauses) | TarnMergeInsert(clauses) | <DELETE> { clauses.delete(getPos()); } )
}

void TarnMergeUpdate(MergeClauses clauses) :
{
    final SqlParserPos pos;
    final List<SqlIdentifier> columns = new ArrayList<SqlIdentifier>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
}
{
    <UPDATE> { pos = getPos(); } <SET>
    (
        <STAR> { clauses.update(pos, null, values); }
    |
        TarnMergeAssignment(columns, values) ( <COMMA> TarnMergeAssignment(columns, values) )*
        { clauses.update(pos, columns, values); }
    )
}

void TarnMergeAssignment(List<SqlIdentifier> columns, List<SqlNode> values) :
{
    final SqlIdentifier column;
    final SqlNode value;
}
{
    column = CompoundIdentifier() <EQ> value = Expression(ExprContext.ACCEPT_SUB_QUERY)
    { columns.add(column); values.add(value); }
}

void TarnMergeInsert(MergeClauses clauses) :
{
    final SqlParserPos pos;
    SqlNodeList columns = null;
    final List<SqlNode> values = new ArrayList<SqlNode>();
    SqlNode value;
}
{
    <INSERT> { pos = getPos(); }
    (
        <STAR> { clauses.insertAll(pos); }
    |
        [ columns = ParenthesizedSimpleIdentifierList() ]
        <VALUES> <LPAREN>
        value = Expression(ExprContext.ACCEPT_SUB_QUERY) { values.add(value); }
        ( <COMMA> value = Expression(ExprContext.ACCEPT_SUB_QUERY) { values.add(value); } )*
        <RPAREN>
        { clauses.insert(pos, columns, values); }
    )
}

/** ANALYZE name [WITH (columns = ARRAY['a', 'b'])] */
SqlNode TarnAnalyze() :
{
    final Span s;
    final SqlIdentifier name;
    final Properties properties = new Properties();
}
{
    <ANALYZE> { s = span(); } name = CompoundIdentifier()
    [ <WITH> TarnProperties(properties) ]
    { return Grammar.analyze(s.end(this), name, properties); }
}

SqlNode TarnShow() :
{
    final Span s;
    final SqlNode query;
    SqlIdentifier name = null;
    String pattern = null;
    String kind;
}
{
    <SHOW> { s = span(); }
    (
        <ROLES> { return AccessClauses.showRoles(s.end(this)); }
    |
        <GRANTS> { return AccessClauses.showGrants(s.end(this), TarnSecurable()); }
    |
        <STATS> <FOR>
        (
            <LPAREN> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) <RPAREN>
        |
            name = CompoundIdentifier() { query = Grammar.allOf(name); }
        )
        { return Grammar.showStats(s.end(this), query); }
    |
        <CATALOGS> { kind = "CATALOGS"; }
    |
        ( <SCHEMAS> | <NAMESPACES> | <DATABASES> ) { kind = "SCHEMAS"; }
        [ ( <FROM> | <IN> ) name = CompoundIdentifier() ]
    |
        <TABLES> { kind = "TABLES"; } [ ( <FROM> | <IN> ) name = CompoundIdentifier() ]
    |
        <VIEWS> { kind = "VIEWS"; } [ ( <FROM> | <IN> ) name = CompoundIdentifier() ]
    |
        <COLUMNS> { kind = "COLUMNS"; } ( <FROM> | <IN> ) name = CompoundIdentifier()
    |
        <CREATE>
        (
            <TABLE> { kind = "CREATE TABLE"; }
        |
            <VIEW> { kind = "CREATE VIEW"; }
        |
            <FUNCTION> { kind = "CREATE FUNCTION"; }
        |
            <PIPE> { kind = "CREATE PIPE"; }
        |
            ( <SCHEMA> | <NAMESPACE> ) { kind = "CREATE SCHEMA"; }
        )
        name = CompoundIdentifier()
    |
        <TBLPROPERTIES> { kind = "TBLPROPERTIES"; } name = CompoundIdentifier()
    |
        <FUNCTIONS> { kind = "FUNCTIONS"; } [ ( <FROM> | <IN> ) name = CompoundIdentifier() ]
    |
        <PIPES> { kind = "PIPES"; } [ ( <FROM> | <IN> ) name = CompoundIdentifier() ]
    |
        <SESSION> { kind = "SESSION"; }
    )
    [ <LIKE> pattern = StringOpt() [ <ESCAPE> StringOpt() ] ]
    { return Grammar.show(s.end(this), kind, name, pattern); }
}

SqlNode TarnDescribe() :
{
    final Span s;
    SqlIdentifier name;
}
{
    ( <DESCRIBE> | <DESC> ) { s = span(); }
    (
        LOOKAHEAD(2)
        <INPUT> name = SimpleIdentifier() { return Grammar.describeInput(s.end(this), name); }
    |
        LOOKAHEAD(2)
        <OUTPUT> name = SimpleIdentifier() { return Grammar.describeOutput(s.end(this), name); }
    |
        LOOKAHEAD(<FUNCTION> ( <EXTENDED> | CompoundIdentifier() ))
        <FUNCTION> [ LOOKAHEAD(2) <EXTENDED> ] name = CompoundIdentifier()
        { return Grammar.show(s.end(this), "FUNCTION", name, null); }
    |
        LOOKAHEAD(<PIPE> CompoundIdentifier())
        <PIPE> name = CompoundIdentifier()
        { return Grammar.show(s.end(this), "PIPE", name, null); }
    |
        [ LOOKAHEAD(2) ( <TABLE> | <EXTENDED> ) ] name = CompoundIdentifier()
        { return Grammar.show(s.end(this), "COLUMNS", name, null); }
    )
}

SqlNode TarnUse() :
{
    final Span s;
    final SqlIdentifier name;
    boolean namespace = false;
}
{
    <USE> { s = span(); }
    [ LOOKAHEAD(2) ( <SCHEMA> | <NAMESPACE> | <DATABASE> ) { namespace = true; } ]
    name = CompoundIdentifier()
    { return Grammar.use(s.end(this), name, namespace); }
}

SqlNode TarnSetSession() :
{
    final Span s;
    final SqlIdentifier name;
    final String role;
    final SqlNode value;
}
{
    <SET> { s = span(); }
    (
        <SESSION> name = CompoundIdentifier()
        (
            <EQ> value = Expression(ExprContext.ACCEPT_NON_QUERY)
            { return Grammar.setSession(s.end(this), name, value); }
        |
            ( StringOpt() | SimpleIdentifier() )
            { return Grammar.setAuthorization(s.end(this), name); }
        )
    |
        <ROLE>
        ( <ALL> { role = "ALL"; } | LOOKAHEAD(1) <NONE> { role = "NONE"; } | name = SimpleIdentifier() { role = name.getSimple(); } )
        [ <IN> SimpleIdentifier() ]
        { return Grammar.setRole(s.end(this), role); }
    |
        <PATH> CompoundIdentifier() ( <COMMA> CompoundIdentifier() )*
        { return Grammar.setPath(s.end(this)); }
    |
        <TIME> <ZONE>
        ( LOOKAHEAD(2) <LOCAL> { value = null; } | value = Expression(ExprContext.ACCEPT_NON_QUERY) )
        { return Grammar.setTimeZone(s.end(this), value); }
    )
}

SqlNode TarnResetSession() :
{
    final Span s;
    final SqlIdentifier name;
}
{
    <RESET> { s = span(); } <SESSION> name = CompoundIdentifier()
    { return Grammar.resetSession(s.end(this), name); }
}

SqlNode TarnExplain() :
{
    final Span s;
    final List<SqlIdentifier> choices = new ArrayList<SqlIdentifier>();
    boolean analyze = false;
    SqlNode statement;
}
{
    <EXPLAIN> { s = span(); }
    [ LOOKAHEAD(2) <ANALYZE> { analyze = true; } [ LOOKAHEAD(2) <VERBOSE> ] ]
    [ LOOKAHEAD(2) <LPAREN> TarnExplainOption(choices) ( <COMMA> TarnExplainOption(choices) )* <RPAREN> ]
    [ LOOKAHEAD(2) <PLAN> <FOR> ]
    statement = SqlStmt()
    { return Grammar.explain(s.end(this), analyze, choices, statement); }
}

void TarnExplainOption(List<SqlIdentifier> choices) :
{
    String name;
    SqlIdentifier value;
}
{
    ( <TYPE> { name = "TYPE"; } | <FORMAT> { name = "FORMAT"; } )
    value = SimpleIdentifier()
    { choices.add(new SqlIdentifier(java.util.Arrays.asList(name, value.getSimple()), value.getParserPosition())); }
}

SqlNode TarnPrepare() :
{
    final Span s;
    final SqlIdentifier name;
    final SqlParserPos start;
    final SqlNode statement;
}
{
    <PREPARE> { s = span(); } name = SimpleIdentifier() <FROM>
    { start = Grammar.next(getToken(1)); }
    statement = SqlStmt()
    { return Grammar.prepare(s.end(this), name, start, statement); }
}

SqlNode TarnExecute() :
{
    final Span s;
    final List<SqlNode> arguments = new ArrayList<SqlNode>();
    SqlNode argument;
    SqlIdentifier name = null;
    String text = null;
}
{
    <EXECUTE> { s = span(); }
    (
        LOOKAHEAD(2)
        <IMMEDIATE> text = StringOpt()
    |
        name = SimpleIdentifier()
    )
    [
        <USING> argument = Expression(ExprContext.ACCEPT_NON_QUERY) { arguments.add(argument); }
        (
            <COMMA> argument = Expression(ExprContext.ACCEPT_NON_QUERY)
            { arguments.add(argument); }
        )*
    ]
    { return Grammar.execute(s.end(this), name, text, arguments); }
}

SqlNode TarnDeallocate() :
{
    final Span s;
    final SqlIdentifier name;
}
{
    <DEALLOCATE> { s = span(); } <PREPARE> name = SimpleIdentifier()
    { return Grammar.deallocate(s.end(this), name); }
}

SqlNode TarnArgument() :
{
    SqlIdentifier name = null;
    SqlNode value;
}
{
    [
        LOOKAHEAD(2)
        (
            name = SimpleIdentifier()
        |
            ( <TABLE> | <TIMESTAMP> | <TO> | <WHERE> )
            { name = new SqlIdentifier(getToken(0).image, getPos()); }
        )
        <NAMED_ARGUMENT_ASSIGNMENT>
    ]
    value = Expression(ExprContext.ACCEPT_NON_QUERY)
    { return Grammar.argument(name, value); }
}

SqlNode TarnCall() :
{
    final Span s;
    final SqlIdentifier name;
    final List<SqlNode> arguments = new ArrayList<SqlNode>();
    SqlNode argument;
}
{
    <CALL> { s = span(); } name = CompoundIdentifier()
    <LPAREN>
    [
        argument = TarnArgument() { arguments.add(argument); }
        ( <COMMA> argument = TarnArgument() { arguments.add(argument); } )*
    ]
    <RPAREN>
    { return Grammar.call(s.end(this), name, arguments); }
}

/** VACUUM name [RETAIN n unit] [DRY RUN]. */
SqlNode TarnVacuum() :
{
    final Span s;
    final SqlIdentifier name;
    SqlNode number = null;
    long unit = 0;
    boolean dryRun = false;
}
{
    <VACUUM> { s = span(); } name = CompoundIdentifier()
    [ <RETAIN> number = UnsignedNumericLiteral() unit = TarnTimeUnit() ]
    [
        { Grammar.expect(getToken(1), "DRY"); } SimpleIdentifier()
        { Grammar.expect(getToken(1), "RUN"); } SimpleIdentifier()
        { dryRun = true; }
    ]
    { return Definitions.vacuum(s.end(this), name, number, unit, dryRun); }
}

/** START TRANSACTION and BEGIN with modes; COMMIT, ROLLBACK. */
SqlNode TarnTransaction() :
{
    final Span s;
    final TransactionClauses clauses = new TransactionClauses();
}
{
    (
        <START> { s = span(); } <TRANSACTION>
    |
        <BEGIN> { s = span(); } [ <TRANSACTION> | <WORK> ]
    )
    [
        TarnTransactionMode(clauses)
        ( [ <COMMA> ] TarnTransactionMode(clauses) )*
    ]
    { return clauses.begin(s.end(this)); }
|
    <COMMIT> { s = span(); } [ <WORK> ]
    { return TransactionClauses.commit(s.end(this)); }
|
    <ROLLBACK> { s = span(); } [ <WORK> ]
    { return TransactionClauses.rollback(s.end(this)); }
}

/** A level gives at least what it promises: all but SERIALIZABLE are snapshot isolation. */
void TarnTransactionMode(TransactionClauses clauses) :
{
}
{
    <ISOLATION> <LEVEL>
    (
        <SERIALIZABLE> { clauses.level(true); }
    |
        <SNAPSHOT> { clauses.level(false); }
    |
        <REPEATABLE> <READ> { clauses.level(false); }
    |
        <READ> ( <COMMITTED> | <UNCOMMITTED> ) { clauses.level(false); }
    )
|
    <READ> ( <ONLY> { clauses.access(true); } | <WRITE> { clauses.access(false); } )
}

SqlNode TarnTruncate() :
{
    final Span s;
    final SqlIdentifier name;
}
{
    <TRUNCATE> { s = span(); } <TABLE> name = CompoundIdentifier()
    { return Definitions.truncate(s.end(this), name); }
}

/** WHERE of statements that choose files by it: its text. */
String TarnFileCondition() :
{
    final Token first;
    final Token last;
}
{
    <WHERE> { first = getToken(1); } Expression(ExprContext.ACCEPT_SUB_QUERY) { last = getToken(0); }
    { return Grammar.text(first, last); }
}

/** OPTIMIZE name [WHERE condition] [FULL] [DRY RUN]. */
SqlNode TarnOptimize() :
{
    final Span s;
    final OptimizeClauses clauses;
    final SqlIdentifier name;
    String text;
}
{
    <OPTIMIZE> { s = span(); } name = CompoundIdentifier() { clauses = new OptimizeClauses(name); }
    [ text = TarnFileCondition() { clauses.where(text); } ]
    [ <FULL> { clauses.full(); } ]
    [
        { Grammar.expect(getToken(1), "DRY"); } SimpleIdentifier()
        { Grammar.expect(getToken(1), "RUN"); } SimpleIdentifier()
        { clauses.dryRun(); }
    ]
    { return clauses.call(s.end(this)); }
}

/** UNDROP TABLE name [TO name]. */
SqlNode TarnUndrop() :
{
    final Span s;
    final SqlIdentifier name;
    SqlIdentifier as = null;
}
{
    <UNDROP> { s = span(); } <TABLE> name = CompoundIdentifier()
    [ <TO> as = CompoundIdentifier() ]
    { return Definitions.undrop(s.end(this), name, as); }
}

/** Literals such as BIGINT '5', as Trino's clients send parameters. */
/** 1_000, 0xFF, 0o17, 0b11 */
SqlNode TarnInteger() :
{ }
{
    <SPELLED_INTEGER> { return Grammar.spelledInteger(getPos(), token.image); }
}

SqlNode TarnTypedLiteral() :
{
    final Span s;
    final SqlTypeName type;
    final SqlNode text;
}
{
    (
        <TINYINT> { type = SqlTypeName.TINYINT; }
    |   <SMALLINT> { type = SqlTypeName.SMALLINT; }
    |   ( <INTEGER> | <INT> ) { type = SqlTypeName.INTEGER; }
    |   <BIGINT> { type = SqlTypeName.BIGINT; }
    |   <REAL> { type = SqlTypeName.REAL; }
    |   <DOUBLE> { type = SqlTypeName.DOUBLE; }
    |   <BOOLEAN> { type = SqlTypeName.BOOLEAN; }
    )
    { s = span(); }
    text = StringLiteral()
    { return Grammar.typedLiteral(s.end(this), type, text); }
}

/** A bound of a window's frame of GROUPS, which starts the frame or ends it. */
SqlNode GroupsBound(boolean start) :
{
    final SqlNode bound;
}
{
    bound = WindowRange() {
        return Grammar.groups(bound, start);
    }
}

/** What ends FETCH FIRST n ROWS. */
SqlNode OnlyOrTies(SqlNode count) :
{ }
{
    <ONLY> { return count; }
|
    <WITH> <TIES> { return Grammar.withTies(count); }
}

/** The start of a function that follows a path: json, path PASSING … */
JsonClauses TarnJsonInput() :
{
    final JsonClauses clauses = new JsonClauses();
    SqlNode e;
}
{
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { clauses.document(e); }
    <COMMA>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { clauses.path(e); }
    [ TarnJsonPassing(clauses) ]
    { return clauses; }
}

void TarnJsonPassing(JsonClauses clauses) :
{
    SqlNode e;
    SqlIdentifier name;
}
{
    <PASSING>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) <AS> name = SimpleIdentifier() { clauses.passing(e, name); }
    (
        <COMMA> e = Expression(ExprContext.ACCEPT_SUB_QUERY) <AS> name = SimpleIdentifier() { clauses.passing(e, name); }
    )*
}

void TarnJsonReturning(JsonClauses clauses) :
{ final SqlDataTypeSpec type; }
{
    <RETURNING> type = DataType() { clauses.returning(type); }
    [ TarnJsonFormat() ]
}

/** FORMAT JSON of what is returned. */
void TarnJsonFormat() :
{ final SqlJsonEncoding encoding; }
{
    <FORMAT> encoding = JsonRepresentation() { JsonClauses.checkEncoding(encoding, getPos()); }
}

/** NULL, ERROR, EMPTY … or DEFAULT x, ON EMPTY or ON ERROR. */
void TarnJsonBehavior(JsonClauses clauses) :
{
    String word;
    SqlNode value = null;
}
{
    (
        ( <ERROR> | <NULL> ) { word = token.image; }
    |
        <EMPTY> { word = "EMPTY_ARRAY"; } [ <ARRAY> | <OBJECT> { word = "EMPTY_OBJECT"; } ]
    |
        <DEFAULT_> { word = token.image; } value = Expression(ExprContext.ACCEPT_SUB_QUERY)
    )
    { final SqlParserPos position = getPos(); }
    <ON> ( <EMPTY> | <ERROR> ) { clauses.behavior(word, value, token.kind == EMPTY, position); }
}

/** WITH … WRAPPER, KEEP or OMIT QUOTES. */
void TarnJsonShape(JsonClauses clauses) :
{}
{
    [
        <WITHOUT> [ <ARRAY> ] <WRAPPER> { clauses.wrapper("WITHOUT"); }
    |
        <WITH> { clauses.wrapper("UNCONDITIONAL"); }
        [ <UNCONDITIONAL> | <CONDITIONAL> { clauses.wrapper("CONDITIONAL"); } ] [ <ARRAY> ] <WRAPPER>
    ]
    [
        (
            <OMIT> { clauses.omitQuotes(getPos()); }
        |
            LOOKAHEAD({ JsonClauses.isWord(getToken(1), "KEEP") }) <IDENTIFIER>
        )
        <IDENTIFIER> { Grammar.expect(token, "QUOTES"); }
        [ LOOKAHEAD(2) <ON> <SCALAR> <IDENTIFIER> { Grammar.expect(token, "STRING"); } ]
    ]
}

SqlNode TarnJsonExists() :
{
    final Span s;
    final JsonClauses clauses;
}
{
    <JSON_EXISTS> { s = span(); } <LPAREN> clauses = TarnJsonInput()
    [
        ( <TRUE> | <FALSE> | <UNKNOWN> | <ERROR> ) { clauses.existsOnError(token.image); } <ON> <ERROR>
    ]
    <RPAREN> { return clauses.exists(s.end(this)); }
}

SqlNode TarnJsonValue() :
{
    final Span s;
    final JsonClauses clauses;
}
{
    <JSON_VALUE> { s = span(); } <LPAREN> clauses = TarnJsonInput()
    [ TarnJsonReturning(clauses) ]
    ( TarnJsonBehavior(clauses) )*
    <RPAREN> { return clauses.value(s.end(this)); }
}

SqlNode TarnJsonQuery() :
{
    final Span s;
    final JsonClauses clauses;
}
{
    <JSON_QUERY> { s = span(); } <LPAREN> clauses = TarnJsonInput()
    [ TarnJsonReturning(clauses) ]
    TarnJsonShape(clauses)
    ( TarnJsonBehavior(clauses) )*
    <RPAREN> { return clauses.query(s.end(this)); }
}

SqlNode TarnJsonSerialize() :
{
    final Span s;
    final JsonClauses clauses = new JsonClauses();
    final SqlNode e;
}
{
    <JSON_SERIALIZE> { s = span(); } <LPAREN>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { clauses.document(e); clauses.existsOnError("ERROR"); }
    [ TarnJsonReturning(clauses) ]
    [ ( <NULL> | <ERROR> ) { clauses.existsOnError(token.image); } <ON> <ERROR> ]
    <RPAREN> { return clauses.serialize(s.end(this)); }
}

/** NULL or ABSENT ON NULL, WITH or WITHOUT UNIQUE KEYS, RETURNING. */
void TarnJsonConstructor(JsonParts parts) :
{ final SqlDataTypeSpec type; }
{
    [ ( <NULL> | <ABSENT> ) { parts.nulls(token.image); } <ON> <NULL> ]
    [ ( <WITH> { parts.uniqueKeys(getPos()); } | <WITHOUT> ) <UNIQUE> TarnJsonKeys() ]
    [ <RETURNING> type = DataType() { parts.returning(type); } [ TarnJsonFormat() ] ]
}

void TarnJsonKeys() :
{}
{
    [ LOOKAHEAD({ JsonClauses.isWord(getToken(1), "KEYS") }) <IDENTIFIER> ]
}

/** KEY k VALUE v, k VALUE v, 'k' : v. */
void TarnJsonMember(JsonParts parts) :
{
    final SqlNode key;
    final SqlNode value;
}
{
    [ LOOKAHEAD(2, <KEY> Expression(ExprContext.ACCEPT_SUB_QUERY)) <KEY> ]
    (
        LOOKAHEAD({ JsonClauses.isText(getToken(1)) && getToken(2).kind == COLON }) key = StringLiteral()
    |
        key = Expression(ExprContext.ACCEPT_SUB_QUERY) { JsonParts.checkKey(key, getToken(1)); }
    )
    ( <VALUE> | <COLON> ) value = Expression(ExprContext.ACCEPT_SUB_QUERY) { parts.member(key, value); }
}

SqlNode TarnJsonObject() :
{
    final Span s;
    final JsonParts parts = new JsonParts(true);
}
{
    <JSON_OBJECT> { s = span(); } <LPAREN>
    [
        LOOKAHEAD({ JsonParts.isPart(getToken(1), getToken(2)) })
        TarnJsonMember(parts) ( <COMMA> TarnJsonMember(parts) )*
    ]
    TarnJsonConstructor(parts)
    <RPAREN> { return parts.built(s.end(this)); }
}

SqlNode TarnJsonArray() :
{
    final Span s;
    final JsonParts parts = new JsonParts(false);
    SqlNode e;
}
{
    <JSON_ARRAY> { s = span(); } <LPAREN>
    [
        LOOKAHEAD({ JsonParts.isPart(getToken(1), getToken(2)) })
        e = Expression(ExprContext.ACCEPT_SUB_QUERY) { parts.element(e); }
        ( <COMMA> e = Expression(ExprContext.ACCEPT_SUB_QUERY) { parts.element(e); } )*
    ]
    TarnJsonConstructor(parts)
    <RPAREN> { return parts.built(s.end(this)); }
}

SqlNode TarnJsonObjectAgg() :
{
    final Span s;
    final JsonParts parts = new JsonParts(true);
}
{
    <JSON_OBJECTAGG> { s = span(); } <LPAREN>
    TarnJsonMember(parts)
    TarnJsonConstructor(parts)
    <RPAREN>
    TarnJsonFilter(parts)
    { return parts.aggregated(s.end(this)); }
}

SqlNode TarnJsonArrayAgg() :
{
    final Span s;
    final JsonParts parts = new JsonParts(false);
    SqlNode e;
    SqlNodeList order;
}
{
    <JSON_ARRAYAGG> { s = span(); } <LPAREN>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { parts.element(e); }
    [ order = OrderBy(true) { parts.order(order); } ]
    TarnJsonConstructor(parts)
    <RPAREN>
    TarnJsonFilter(parts)
    { return parts.aggregated(s.end(this)); }
}

void TarnJsonFilter(JsonParts parts) :
{ final SqlNode condition; }
{
    [
        LOOKAHEAD(3) <FILTER> <LPAREN> <WHERE> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN>
        { parts.filter(condition); }
    ]
}

/** The rest of IS JSON …; called from actions, where an operator is chosen. */
SqlPostfixOperator TarnUniqueKeys(SqlPostfixOperator operator) :
{ boolean unique = false; }
{
    [ LOOKAHEAD(2) ( <WITH> { unique = true; } | <WITHOUT> ) <UNIQUE> TarnJsonKeys() ]
    { return unique ? JsonClauses.uniqueKeys(operator) : operator; }
}

/** A table made of JSON, as an UNNEST with a name. */
SqlNode TarnJsonTable() :
{
    final Span s;
    final JsonClauses input = new JsonClauses();
    final JsonTableClauses table = new JsonTableClauses(input);
    SqlNode path;
    SqlIdentifier name = null;
    JsonTablePlan plan;
    SqlNode e;
}
{
    <JSON_TABLE> { s = span(); } <LPAREN>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { input.document(e); }
    <COMMA>
    path = StringLiteral()
    [ <AS> name = SimpleIdentifier() ]
    { table.nest(path, name); }
    [ TarnJsonPassing(input) ]
    TarnJsonColumns(table)
    [
        <PLAN>
        (
            <DEFAULT_> <LPAREN> TarnJsonPlanWord(table) [ <COMMA> TarnJsonPlanWord(table) ] <RPAREN>
        |
            <LPAREN> plan = TarnJsonPlan() <RPAREN> { table.plan(plan); }
        )
    ]
    [ ( <ERROR> | <EMPTY> ) { table.onError(token.image); } <ON> <ERROR> ]
    <RPAREN> { return table.rows(s.end(this)); }
}

void TarnJsonPlanWord(JsonTableClauses table) :
{}
{
    ( <OUTER> | <INNER> | <UNION> | <CROSS> ) { table.planDefault(token.image); }
}

JsonTablePlan TarnJsonPlan() :
{
    JsonTablePlan plan;
    JsonTablePlan other;
}
{
    plan = TarnJsonPlanPart()
    (
        ( <OUTER> | <INNER> ) { final String word = token.image; }
        other = TarnJsonPlanPart() { plan = JsonTablePlan.parent(plan, other, word); }
    |
        ( <UNION> other = TarnJsonPlanPart() { plan = JsonTablePlan.siblings(plan, other, false); } )+
    |
        ( <CROSS> other = TarnJsonPlanPart() { plan = JsonTablePlan.siblings(plan, other, true); } )+
    |
        {}
    )
    { return plan; }
}

JsonTablePlan TarnJsonPlanPart() :
{
    final SqlIdentifier name;
    final JsonTablePlan plan;
}
{
    <LPAREN> plan = TarnJsonPlan() <RPAREN> { return plan; }
|
    name = SimpleIdentifier() { return new JsonTablePlan.Named(name); }
}

void TarnJsonColumns(JsonTableClauses table) :
{}
{
    <COLUMNS> <LPAREN> TarnJsonColumn(table) ( <COMMA> TarnJsonColumn(table) )* <RPAREN>
}

void TarnJsonColumn(JsonTableClauses table) :
{
    SqlIdentifier name = null;
    final SqlDataTypeSpec type;
    final JsonClauses clauses = new JsonClauses();
    SqlNode path;
}
{
    LOOKAHEAD({ JsonTableClauses.isNested(getToken(1), getToken(2)) })
    <IDENTIFIER> [ <PATH> ] path = StringLiteral() [ <AS> name = SimpleIdentifier() ] { table.nest(path, name); }
    TarnJsonColumns(table) { table.unnest(); }
|
    name = SimpleIdentifier()
    (
        <FOR> <ORDINALITY> { table.ordinality(name); }
    |
        type = DataType() { clauses.returning(type); }
        [ TarnJsonFormat() { clauses.wrapper("WITHOUT"); } ]
        [ <PATH> path = StringLiteral() { clauses.path(path); } ]
        TarnJsonShape(clauses)
        ( TarnJsonBehavior(clauses) )*
        { table.column(name, clauses); }
    )
}
