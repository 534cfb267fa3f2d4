"""The vendor's own SDK for Python, unmodified, against an Almanac.

Its address and key stand in the environment, as its users have them. Says in JSON what it saw;
whoever runs it compares.
"""

import base64
import json
import time
from datetime import datetime, timedelta, timezone

import httpx
from post_for_me import BadRequestError, NotFoundError, PostForMe

# Green, 40 by 30 pixels.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAAAK0lEQVR42u3NMQ0AAAgDsElBClKRigw4mvRvavpExGKxWCwWi8VisVj8N146wbA9n9W5sQAAAABJRU5ErkJggg=="
)


def main() -> None:
    client = PostForMe()
    accounts = client.social_accounts.list(platform=["bluesky", "instagram"]).data
    ids = {account.platform: account.id for account in accounts}
    draft = client.social_posts.create(
        caption="Fresh bread.", social_accounts=[ids["bluesky"]], is_draft=True, external_id="loaf"
    )
    later = datetime.now(timezone.utc) + timedelta(hours=2)
    scheduled = client.social_posts.update(
        draft.id, caption="Fresher bread.", social_accounts=[ids["bluesky"]], scheduled_at=later
    )
    found = client.social_posts.list(status=["draft", "scheduled"], external_id=["loaf"]).data
    upload = client.media.create_upload_url()
    sent = httpx.put(upload.upload_url, content=PICTURE, headers={"content-type": "image/png"})
    instant = client.social_posts.create(
        caption="Out of the oven.",
        social_accounts=[ids["bluesky"], ids["instagram"]],
        media=[{"url": upload.media_url}],
    )
    until = time.monotonic() + 60
    while (ended := client.social_posts.retrieve(instant.id)).status != "processed":
        if time.monotonic() > until:
            raise TimeoutError(f"still {ended.status}")
        time.sleep(0.2)
    results = client.social_post_results.list(post_id=[instant.id]).data
    gone = client.social_posts.delete(scheduled.id)
    refusals = {}
    for name, kind, call in [
        ("deleted", NotFoundError, lambda: client.social_posts.retrieve(scheduled.id)),
        ("too late", BadRequestError, lambda: client.social_posts.delete(instant.id)),
    ]:
        try:
            call()
        except kind as error:
            refusals[name] = error.status_code
    webhook = client.webhooks.create(url="https://bakery.example/hook", event_types=["social.post.created"])
    client.webhooks.delete(webhook.id)
    print(
        json.dumps(
            {
                "draft": draft.status,
                "scheduled": scheduled.status,
                "same": draft.id == scheduled.id,
                "found": len(found),
                "sent": sent.status_code,
                "instant": instant.status,
                "results": sorted(result.success for result in results),
                "gone": gone.success,
                "refusals": refusals,
                "secret": webhook.secret[:6],
            }
        )
    )


if __name__ == "__main__":
    main()
