"""Un dibujo lleva su descripción para quien no lo ve."""

from construyamos_gpt.notebook.picture import Picture


def test_the_description_is_in_the_first_tag_and_cannot_break_it():
    picture = Picture(
        svg='<svg viewBox="0 0 1 1"><svg x="0"/></svg>', words='«a» < "b"', style="width:100%"
    )
    assert picture._repr_html_() == (
        '<svg role="img" aria-label="«a» &lt; &quot;b&quot;" style="width:100%" '
        'viewBox="0 0 1 1"><svg x="0"/></svg>'
    )
    assert repr(picture) == '«a» < "b"'
