"""Patch moto's Application Auto Scaling."""

from __future__ import annotations

import json

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from generator.verify.emulators.moto_patches.members import patch


def keep_tags_of_scalable_targets() -> None:
    """RegisterScalableTarget takes tags; ListTagsForResource, TagResource and UntagResource list and change them."""
    tags: dict[str, dict[str, str]] = {}
    register = ApplicationAutoScalingResponse.register_scalable_target

    def register_scalable_target(request: ApplicationAutoScalingResponse) -> str:
        answer = register(request)
        tags.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(request._get_param("Tags", {}))
        return answer

    def list_tags_for_resource(request: ApplicationAutoScalingResponse) -> str:
        return json.dumps({"Tags": tags.get(request._get_param("ResourceARN"), {})})

    def tag_resource(request: ApplicationAutoScalingResponse) -> str:
        tags[request._get_param("ResourceARN")].update(request._get_param("Tags"))
        return "{}"

    def untag_resource(request: ApplicationAutoScalingResponse) -> str:
        for key in request._get_param("TagKeys"):
            tags[request._get_param("ResourceARN")].pop(key, None)
        return "{}"

    patch(
        ApplicationAutoScalingResponse,
        register_scalable_target=register_scalable_target,
        list_tags_for_resource=list_tags_for_resource,
        tag_resource=tag_resource,
        untag_resource=untag_resource,
    )


def install() -> None:
    """Install all patches of this module."""
    keep_tags_of_scalable_targets()
