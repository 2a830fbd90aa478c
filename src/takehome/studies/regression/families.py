"""Models that are not one least-squares fit: Gamma, Huber, median, and gradient boosting as the ceiling.

Their errors are cross-validated (5 folds drawn by the seed), because leaving one out has no closed form for them.
statsmodels and scikit-learn do the fitting; both are imported only here.
McCullagh & Nelder (1989) for the Gamma family; Huber (1964); Koenker & Bassett (1978); Friedman (2001).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.stats.normal_draws import normal_draws
from takehome.studies.regression.forms import model_matrix
from takehome.studies.regression.model import Specification, Term
from takehome.studies.regression.prepare import Design

FOLDS, FOLDS_OF_MANY, MANY = 5, 2, 20_000
"""Folds of the cross-validation, and fewer of them above `MANY` rows, where each half is as good as the whole."""

PARAMETRIC_DRAWS = 200

Fit = Callable[[np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]
"""(X, y) of some rows -> a function that predicts for other X."""


@dataclass(frozen=True)
class CoefficientModel:
    """A model with one linear predictor and a link; `coef_draws` come from the coefficients' covariance.

    The draws hold the terms fixed, unlike those of the searched linear models.
    """

    specification: Specification
    names: tuple[str, ...]
    coef: np.ndarray
    coef_draws: np.ndarray

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Mean of the target for design rows X (n, q), shape (n,)."""
        return self._undo(self._matrix(X) @ self.coef)

    def predict_draws(self, X: np.ndarray) -> np.ndarray:
        """The same for every draw of the coefficients, shape (draws, n)."""
        return self._undo(self.coef_draws @ self._matrix(X).T)

    def _matrix(self, X: np.ndarray) -> np.ndarray:
        return model_matrix(self.specification.terms, X, self.names)[0]

    def _undo(self, predictor: np.ndarray) -> np.ndarray:
        log_link = self.specification.family == "Gamma, log link"
        return np.exp(np.minimum(predictor, 230.0)) if log_link else predictor


def _statsmodels_fit(family: str, matrix: np.ndarray, y: np.ndarray):
    """The fitted statsmodels result of one family; a fit that statsmodels itself doubts is none.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the rows do not determine the coefficients, or the iterations do not settle.
    """
    from statsmodels.tools.sm_exceptions import DomainWarning, ModelWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error", ModelWarning)
        # that the identity link can leave the Gamma's domain is why it is only a rival
        warnings.simplefilter("ignore", DomainWarning)
        try:
            return _family_result(family, matrix, y)
        except ModelWarning as doubt:
            raise np.linalg.LinAlgError(str(doubt)) from doubt


def _family_result(family: str, matrix: np.ndarray, y: np.ndarray):
    import statsmodels.api as sm

    if family == "Gamma, log link":
        return sm.GLM(y, matrix, family=sm.families.Gamma(sm.families.links.Log())).fit(cov_type="HC0")
    if family == "Gamma, identity link":
        start = np.linalg.lstsq(matrix, y, rcond=None)[0]
        glm = sm.GLM(y, matrix, family=sm.families.Gamma(sm.families.links.Identity()))
        return glm.fit(start_params=start, cov_type="HC0")
    if family == "Huber":
        return sm.RLM(y, matrix, M=sm.robust.norms.HuberT()).fit()
    return sm.QuantReg(y, matrix).fit(q=0.5)


def fit_family(design: Design, terms: tuple[Term, ...], family: str, seed: int) -> CoefficientModel:
    """Fit one family to the training rows, with `PARAMETRIC_DRAWS` draws of its coefficients."""
    matrix, _ = model_matrix(terms, design.X[design.train], design.names)
    result = _statsmodels_fit(family, matrix, design.y[design.train])
    coef, covariance = np.asarray(result.params), np.asarray(result.cov_params())
    rng = np.random.default_rng([seed, 2])
    draws = normal_draws(rng, coef, covariance, PARAMETRIC_DRAWS)
    return CoefficientModel(Specification(terms, "identity", family, family), design.names, coef, draws)


def family_errors(design: Design, model: CoefficientModel, seed: int) -> np.ndarray:
    """Actual − predicted by models that had not seen the row: cross-validated on training, direct on the hold-out."""
    terms, family = model.specification.terms, model.specification.family

    def fit(X: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        result = _statsmodels_fit(family, model_matrix(terms, X, design.names)[0], y)
        return CoefficientModel(model.specification, design.names, np.asarray(result.params), np.empty((0, 0))).predict

    return cross_validated_errors(design, fit, seed, final=model.predict)


def cross_validated_errors(
    design: Design, fit: Fit, seed: int, final: Callable[[np.ndarray], np.ndarray] | None = None
) -> np.ndarray:
    """Out-of-sample errors of any learner, shape (n,): folds on the training rows, then the hold-out."""
    train = np.flatnonzero(design.train)
    folds = min(len(train), FOLDS if len(train) <= MANY else FOLDS_OF_MANY)
    fold = np.random.default_rng([seed, 3]).permutation(len(train)) % folds
    errors = np.empty(len(design.y))
    for k in range(folds):
        seen, unseen = train[fold != k], train[fold == k]
        errors[unseen] = design.y[unseen] - fit(design.X[seen], design.y[seen])(design.X[unseen])
    test = ~design.train
    if test.any():
        predict = final or fit(design.X[train], design.y[train])
        errors[test] = design.y[test] - predict(design.X[test])
    return errors


def boosting_errors(design: Design, seed: int) -> np.ndarray:
    """Out-of-sample errors of gradient boosting: what a model with no assumed form reaches, shape (n,)."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    # scikit-learn holds gradients in single precision; a power of two brings any target into its range unrounded
    scale = 2.0 ** np.ceil(np.log2(np.abs(design.y).max()))

    def fit(X: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        leaf = max(2, min(20, len(y) // 20))
        learner = HistGradientBoostingRegressor(
            max_iter=150, learning_rate=0.08, min_samples_leaf=leaf, early_stopping=False, random_state=seed
        )
        learner.fit(X, y / scale)
        return lambda new: learner.predict(new) * scale

    # on few rows scikit-learn's threads wait for each other, and for the machine's other work, most of the time
    with threadpool_limits(limits=1 if len(design.y) <= MANY else None, user_api="openmp"):
        return cross_validated_errors(design, fit, seed)
