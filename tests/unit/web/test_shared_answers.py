"""Routes share the models of what they answer alike, and only of that."""

from ninja import Schema
from ninja.operation import Operation

from anlan.web.shared_answers import answers_share


class Refusal(Schema):
    message: str


class Found(Schema):
    number: int


def answer(request: object) -> None:
    return None


def models(response: object) -> dict[object, object]:
    answers_share()
    return Operation("/x", ["GET"], answer, response=response).response_models


def test_the_same_error_of_two_routes_is_one_model_and_another_answer_is_not() -> None:
    first, second = models({200: Found, 404: Refusal, 409: Refusal}), models({404: Refusal, 204: None})
    assert first[404] is first[409] is second[404]
    assert first[200] is not first[404]
    assert second[204] is None
    assert first[404].model_validate({"response": {"message": "no"}}).response == Refusal(message="no")  # type: ignore[attr-defined]


def test_the_order_of_alternatives_is_described_as_it_is_declared() -> None:
    one, other = models({200: Found | Refusal})[200], models({200: Refusal | Found})[200]
    names = [
        [part["$ref"].rsplit("/", 1)[-1] for part in model.model_json_schema()["properties"]["response"]["anyOf"]]  # type: ignore[attr-defined]
        for model in (one, other)
    ]
    assert names == [["Found", "Refusal"], ["Refusal", "Found"]]
