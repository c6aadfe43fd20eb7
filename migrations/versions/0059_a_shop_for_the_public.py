"""The shop: a second look at products and photographs, channels, languages, words to search, enquiries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl
from marketplace.finding.rules import weighed

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('enquiry_throttle',
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_enquiry_throttle'))
    )
    op.create_index(op.f('ix_enquiry_throttle_day'), 'enquiry_throttle', ['day'], unique=False)
    op.create_table('brand_text',
    sa.Column('brand_id', Id(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('policies', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_brand_text_brand_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('brand_id', 'language', name=op.f('pk_brand_text'))
    )
    op.create_table('enquiry',
    sa.Column('id', Id(), nullable=False),
    sa.Column('asker', sa.Enum('reseller', 'public_buyer', 'business', name='asker', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('organisation', sa.String(length=160), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('product_id', Id(), nullable=True),
    sa.Column('state', sa.Enum('new', 'answered', 'closed', name='enquirystate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.CheckConstraint('pieces BETWEEN 1 AND 100000', name=op.f('ck_enquiry_pieces_make_sense')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_enquiry_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry'))
    )
    op.create_index('ix_enquiry_state', 'enquiry', ['state', 'asked_at', 'id'], unique=False)
    op.create_table('product_listing',
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('channel', sa.Enum('web', 'gate', 'fair', 'family', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('visible_from', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_listing_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('product_id', 'channel', name=op.f('pk_product_listing'))
    )
    op.create_table('product_photo',
    sa.Column('id', Id(), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('pending', 'passed', 'refused', name='photostate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_photo_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_photo'))
    )
    op.create_index('ix_product_photo_product', 'product_photo', ['product_id', 'state', 'place', 'id'], unique=False)
    op.create_table('product_review',
    sa.Column('id', Id(), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('written_by', Id(), nullable=True),
    sa.Column('state', sa.Enum('writing', 'waiting', 'published', 'given_back', name='reviewstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('asked_by', Id(), nullable=True),
    sa.Column('asked_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(state IN ('published', 'given_back')) = (decided_at IS NOT NULL)", name=op.f('ck_product_review_decided_once')),
    sa.CheckConstraint("state = 'writing' OR asked_at IS NOT NULL", name=op.f('ck_product_review_asked_before_decided')),
    sa.CheckConstraint('decided_by IS NULL OR ((written_by IS NULL OR decided_by <> written_by) AND (asked_by IS NULL OR decided_by <> asked_by))', name=op.f('ck_product_review_two_humans')),
    sa.ForeignKeyConstraint(['asked_by'], ['human.id'], name=op.f('fk_product_review_asked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_product_review_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_review_product_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['written_by'], ['human.id'], name=op.f('fk_product_review_written_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_review'))
    )
    op.create_index('ix_product_review_product', 'product_review', ['product_id', 'begun_at', 'id'], unique=False)
    op.create_index('uq_product_review_open', 'product_review', ['product_id'], unique=True, sqlite_where=sa.text("state IN ('writing', 'waiting')"), postgresql_where=sa.text("state IN ('writing', 'waiting')"))
    op.create_table('product_word',
    sa.Column('word', sa.String(length=40), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_word_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('word', 'product_id', name=op.f('pk_product_word'))
    )
    op.create_index('ix_product_word_product', 'product_word', ['product_id'], unique=False)
    op.create_table('enquiry_mail',
    sa.Column('id', Id(), nullable=False),
    sa.Column('enquiry_id', Id(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('written_by', Id(), nullable=False),
    sa.Column('written_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['enquiry_id'], ['enquiry.id'], name=op.f('fk_enquiry_mail_enquiry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['written_by'], ['human.id'], name=op.f('fk_enquiry_mail_written_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry_mail'))
    )
    op.create_index('ix_enquiry_mail_enquiry', 'enquiry_mail', ['enquiry_id', 'written_at'], unique=False)
    op.create_table('photo_check',
    sa.Column('photo_id', Id(), nullable=False),
    sa.Column('original', sa.LargeBinary(), nullable=False),
    sa.Column('added_at', UtcDateTime(), nullable=False),
    sa.Column('added_by', Id(), nullable=True),
    sa.Column('checked_at', UtcDateTime(), nullable=True),
    sa.Column('checked_by', Id(), nullable=True),
    sa.Column('looked_for', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint('checked_by IS NULL OR added_by IS NULL OR checked_by <> added_by', name=op.f('ck_photo_check_two_humans')),
    sa.ForeignKeyConstraint(['added_by'], ['human.id'], name=op.f('fk_photo_check_added_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['checked_by'], ['human.id'], name=op.f('fk_photo_check_checked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['photo_id'], ['product_photo.id'], name=op.f('fk_photo_check_photo_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('photo_id', name=op.f('pk_photo_check'))
    )
    op.create_table('photo_size',
    sa.Column('photo_id', Id(), nullable=False),
    sa.Column('wide', sa.Integer(), nullable=False),
    sa.Column('tall', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_photo_size_sha256_is_hex')),
    sa.ForeignKeyConstraint(['photo_id'], ['product_photo.id'], name=op.f('fk_photo_size_photo_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('photo_id', 'wide', name=op.f('pk_photo_size'))
    )
    op.create_index(op.f('ix_photo_size_sha256'), 'photo_size', ['sha256'], unique=False)
    op.create_table('photo_text',
    sa.Column('photo_id', Id(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['photo_id'], ['product_photo.id'], name=op.f('fk_photo_text_photo_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('photo_id', 'language', name=op.f('pk_photo_text'))
    )
    with op.batch_alter_table("product") as batch:
        batch.add_column(sa.Column("published_at", UtcDateTime(), nullable=True))
        batch.drop_column("photo")
        batch.drop_column("folded")
        batch.drop_constraint(op.f("ck_product_state"), type_="check")
        batch.create_check_constraint(
            op.f("ck_product_state"), "state IN ('draft', 'in_review', 'listed', 'withdrawn')"
        )
    op.drop_column('product_text', 'folded')
    for table in ('enquiry_mail',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
    _keep_what_is_sold()


def _keep_what_is_sold() -> None:
    """What is in the shop stays there, at the web and the gate, and is found by its words."""
    connection = op.get_bind()
    connection.exec_driver_sql(
        "UPDATE product SET published_at = (SELECT min(set_at) FROM product_price WHERE product_id = product.id) "
        "WHERE state = 'listed'"
    )
    for door in ("web", "gate"):
        connection.exec_driver_sql(
            "INSERT INTO product_listing (product_id, channel, visible_from) "
            f"SELECT id, '{door}', '2026-01-01' FROM product WHERE state = 'listed'"
        )
    product = sa.table("product", sa.column("id", Id()), sa.column("title"), sa.column("description"),
                       sa.column("variant"), sa.column("sku"))
    word = sa.table("product_word", sa.column("word"), sa.column("product_id", Id()), sa.column("weight"))
    for row in connection.execute(sa.select(product)).all():
        found = weighed([row.title, row.variant, row.sku], [row.description])
        connection.execute(word.insert(), [
            {"word": one, "product_id": row.id, "weight": weight} for one, weight in found.items()
        ])
    if connection.dialect.name == "postgresql":  # what is checked now does not keep a later step from altering a table
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
