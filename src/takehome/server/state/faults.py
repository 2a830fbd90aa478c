"""What is raised when the database is away, full, or broken, for layers that do not import SQLAlchemy."""

from sqlalchemy.exc import SQLAlchemyError as DatabaseFault

__all__ = ["DatabaseFault"]
