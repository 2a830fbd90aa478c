"""Reports: protocol objects become plain data once, and the data become JSON, HTML or Markdown.

``build.build(study)`` gives a :class:`~takehome.report.build.Report`; ``document.to_document`` gives the JSON whose
schema is published (``schema.json``); ``html.page`` and ``html.fragment``, ``markdown.markdown`` and ``write.write``
render it. Nothing is imported here, so that importing one renderer does not load the others.
"""
