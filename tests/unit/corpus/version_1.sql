-- A corpus as version 1 made it.
CREATE TABLE corpus_info (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE source_file (
    id INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    size_bytes INTEGER NOT NULL,
    mapping VARCHAR NOT NULL,
    documents_done INTEGER NOT NULL,
    complete BOOLEAN NOT NULL,
    imported_at VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (sha256, mapping)
);
CREATE TABLE import_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    import_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    documents INTEGER NOT NULL,
    at VARCHAR NOT NULL
);
CREATE INDEX ix_import_item_import_id ON import_item (import_id);
CREATE TABLE tag (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    colour VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    shortcut INTEGER,
    parent_id INTEGER,
    position INTEGER NOT NULL,
    created_at VARCHAR NOT NULL,
    FOREIGN KEY(parent_id) REFERENCES tag (id)
);
CREATE TABLE entity_type (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    colour VARCHAR NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE redaction_reason (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    code VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    set_name VARCHAR NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    undone BOOLEAN NOT NULL,
    operations TEXT NOT NULL
);
CREATE TABLE log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    document_id INTEGER,
    start_cp INTEGER,
    end_cp INTEGER,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    previous_hash VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);
CREATE TABLE document (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    source_file_id INTEGER NOT NULL,
    locator VARCHAR NOT NULL,
    external_id VARCHAR,
    title VARCHAR NOT NULL,
    date VARCHAR,
    origin VARCHAR,
    classification VARCHAR,
    sender VARCHAR,
    recipients VARCHAR,
    author VARCHAR,
    metadata VARCHAR NOT NULL,
    char_count INTEGER NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    status VARCHAR DEFAULT 'unreviewed' NOT NULL,
    note VARCHAR DEFAULT '' NOT NULL,
    imported_at VARCHAR NOT NULL,
    UNIQUE (source_file_id, locator),
    FOREIGN KEY(source_file_id) REFERENCES source_file (id)
);
CREATE INDEX document_classification ON document (classification);
CREATE INDEX document_external_id ON document (external_id);
CREATE INDEX document_date ON document (date);
CREATE INDEX document_status ON document (status);
CREATE INDEX document_origin ON document (origin);
CREATE TABLE entity (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    type_id INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    created_at VARCHAR NOT NULL,
    FOREIGN KEY(type_id) REFERENCES entity_type (id)
);
CREATE TABLE document_text (
    document_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (document_id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);
CREATE TABLE highlight (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL,
    start_cp INTEGER NOT NULL,
    end_cp INTEGER NOT NULL,
    quote TEXT NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    created_at VARCHAR NOT NULL,
    modified_at VARCHAR NOT NULL,
    CHECK (0 <= start_cp AND start_cp < end_cp),
    FOREIGN KEY(document_id) REFERENCES document (id)
);
CREATE INDEX ix_highlight_document_id ON highlight (document_id);
CREATE TABLE entity_alias (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    entity_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    FOREIGN KEY(entity_id) REFERENCES entity (id)
);
CREATE INDEX ix_entity_alias_entity_id ON entity_alias (entity_id);
CREATE TABLE mention (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL,
    start_cp INTEGER NOT NULL,
    end_cp INTEGER NOT NULL,
    quote TEXT NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    entity_id INTEGER NOT NULL,
    reviewer VARCHAR NOT NULL,
    created_at VARCHAR NOT NULL,
    modified_at VARCHAR NOT NULL,
    CHECK (0 <= start_cp AND start_cp < end_cp),
    FOREIGN KEY(document_id) REFERENCES document (id),
    FOREIGN KEY(entity_id) REFERENCES entity (id)
);
CREATE INDEX ix_mention_document_id ON mention (document_id);
CREATE INDEX ix_mention_entity_id ON mention (entity_id);
CREATE TABLE redaction (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL,
    start_cp INTEGER,
    end_cp INTEGER,
    quote TEXT NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    created_at VARCHAR NOT NULL,
    modified_at VARCHAR NOT NULL,
    CHECK ((start_cp IS NULL) = (end_cp IS NULL)),
    CHECK (start_cp IS NULL OR (0 <= start_cp AND start_cp < end_cp)),
    FOREIGN KEY(document_id) REFERENCES document (id)
);
CREATE INDEX ix_redaction_document_id ON redaction (document_id);
CREATE UNIQUE INDEX redaction_whole_document ON redaction (document_id) WHERE start_cp IS NULL;
CREATE TABLE highlight_tag (
    highlight_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    PRIMARY KEY (highlight_id, tag_id),
    FOREIGN KEY(highlight_id) REFERENCES highlight (id),
    FOREIGN KEY(tag_id) REFERENCES tag (id)
);
CREATE INDEX ix_highlight_tag_tag_id ON highlight_tag (tag_id);
CREATE TABLE redaction_reason_link (
    redaction_id INTEGER NOT NULL,
    reason_id INTEGER NOT NULL,
    PRIMARY KEY (redaction_id, reason_id),
    FOREIGN KEY(redaction_id) REFERENCES redaction (id),
    FOREIGN KEY(reason_id) REFERENCES redaction_reason (id)
);
CREATE INDEX ix_redaction_reason_link_reason_id ON redaction_reason_link (reason_id);
PRAGMA application_id = 1381390162;
PRAGMA user_version = 1;
