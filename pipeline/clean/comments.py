"""Where what readers write below a text begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.clean.lines import Line

# Paragraphs of an article before what heads its comments.
MIN_COMMENTED_PARAGRAPHS = 4
HEAD_CONFIDENCE = 0.95

# Heads of comments, folded: no words that also stand on buttons inside articles.
_COMMENTS_BEGIN = frozenset(
    (
        *("comments", "0 comments", "0 comment", "comments 0", "leave a reply", "leave a comment"),
        *("leave a reply cancel reply", "write a comment", "add a comment", "add your comment"),
        *("post a comment", "discussion about this post", "kommentare", "0 kommentare"),
        *("commentaires", "0 commentaires", "commenti", "0 commenti", "comentarios"),
        *("0 comentarios", "comentários", "reacties", "kommentarer", "komentarze", "комментарии"),
    )
)


def find_comments(lines: Sequence[Line], is_furniture: Callable[[int], bool]) -> int:
    """The position of the head below which readers comment on a text, behind an article's worth of
    paragraphs (a link to the comments stands above the article); the number of lines where there is
    none. Of 62 development texts with one none goes on below it. On a page, where such words
    also stand on buttons, the markup says more."""
    if not lines or lines[0].block is not None:
        return len(lines)
    paragraphs = 0
    for position, line in enumerate(lines):
        if paragraphs >= MIN_COMMENTED_PARAGRAPHS and line.key in _COMMENTS_BEGIN:
            return position
        paragraphs += line.is_paragraph and not is_furniture(position)
    return len(lines)
