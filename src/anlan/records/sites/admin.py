"""Master data in the back office. Secrets are made through the API, which shows them once; set points and rules over
several points need a reason and are changed there as well."""

from typing import Any

from django.contrib import admin
from django.forms import CharField, ModelForm
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.admin_base import AuditedAdmin, ReadOnlyAdmin
from anlan.records.sites.models import (
    Camera,
    ConfigVersion,
    Contact,
    Enterprise,
    Equipment,
    Gateway,
    GroupRule,
    HazardSource,
    KindSettings,
    Point,
    PointOverride,
    Scene,
    UnknownSource,
    Workshop,
    Zone,
)
from anlan.records.sites.publication import config_request
from anlan.records.sites.services.points import REASON_NEEDED, SENSITIVE


class PublishingAdmin(AuditedAdmin):
    """Records that field processes run on: saving asks for a publication."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Save, note, publish."""
        super().save_model(request, obj, form, change)
        actor = request.user if isinstance(request.user, User) else None
        config_request(actor=actor, reason=f"后台维护 {obj}"[:500], request=request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Switched off, not deleted: readings and alarms refer to them."""
        return False


class ContactInline(admin.TabularInline):
    """Contacts of an enterprise."""

    model = Contact
    extra = 0


class ZoneInline(admin.TabularInline):
    """Zones of a workshop."""

    model = Zone
    extra = 0


@admin.register(Enterprise)
class EnterpriseAdmin(AuditedAdmin):
    """Enterprises."""

    list_display = ("name", "uscc", "town", "field", "risk_level", "is_active", "is_demo")
    list_filter = ("risk_level", "field", "is_active", "town")
    search_fields = ("name", "short_name", "uscc")
    list_select_related = ("town",)
    autocomplete_fields = ("town",)
    inlines = (ContactInline,)


@admin.register(Workshop)
class WorkshopAdmin(AuditedAdmin):
    """Workshops and their zones."""

    list_display = ("name", "enterprise")
    search_fields = ("name", "enterprise__name")
    list_select_related = ("enterprise",)
    autocomplete_fields = ("enterprise",)
    inlines = (ZoneInline,)


@admin.register(Zone)
class ZoneAdmin(AuditedAdmin):
    """Zones, for the search boxes of other pages."""

    list_display = ("name", "workshop")
    search_fields = ("name", "workshop__name")
    autocomplete_fields = ("workshop",)


@admin.register(Equipment, HazardSource)
class InEnterpriseAdmin(AuditedAdmin):
    """What stands in an enterprise."""

    list_display = ("name", "enterprise", "workshop")
    search_fields = ("name", "enterprise__name")
    list_select_related = ("enterprise", "workshop")
    autocomplete_fields = ("enterprise", "workshop")


@admin.register(Camera)
class CameraAdmin(PublishingAdmin):
    """Cameras; their logins are set by the service that seals them, never here."""

    list_display = ("name", "enterprise", "workshop", "source", "is_enabled")
    search_fields = ("name", "enterprise__name")
    list_select_related = ("enterprise", "workshop")
    autocomplete_fields = ("enterprise", "workshop", "zone")
    exclude = ("sealed_login", "state_point")


@admin.register(Scene)
class SceneAdmin(PublishingAdmin):
    """Scenes; a new one is made by the service that makes its point as well."""

    list_display = ("name", "behaviour", "camera", "is_enabled")
    list_filter = ("behaviour", "is_enabled")
    search_fields = ("name", "camera__name", "camera__enterprise__name")
    list_select_related = ("camera",)
    autocomplete_fields = ("camera",)
    readonly_fields = ("point", "behaviour")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A scene without a point would feed nothing."""
        return False


@admin.register(Gateway)
class GatewayAdmin(PublishingAdmin):
    """Gateways."""

    list_display = ("code", "driver", "enterprise", "is_enabled", "is_online", "last_seen_at")
    list_filter = ("driver", "is_enabled", "is_online")
    search_fields = ("code", "name", "enterprise__name")
    list_select_related = ("enterprise",)
    autocomplete_fields = ("enterprise",)
    readonly_fields = ("is_online", "last_seen_at", "peer")


class PointForm(ModelForm):
    """A point with what the service asks for: a reason, and the enterprise of its gateway."""

    reason = CharField(label="理由", required=False, help_text="改动影响监测数据或停用监测的项目时必填")

    def clean(self) -> dict[str, Any]:
        """What is typed, checked."""
        fields = super().clean() or self.cleaned_data
        if self.instance.pk and SENSITIVE & set(self.changed_data) and not fields.get("reason"):
            self.add_error("reason", REASON_NEEDED)
        gateway = fields.get("gateway")
        if gateway and fields.get("enterprise") not in (None, gateway.enterprise):
            self.add_error("enterprise", f"网关属于“{gateway.enterprise}”，测点应与网关同属一家企业。")
        return fields


@admin.register(Point)
class PointAdmin(PublishingAdmin):
    """Points."""

    form = PointForm
    list_display = ("name", "kind", "unit", "address", "gateway", "enterprise", "is_enabled")
    list_filter = ("kind", "is_enabled")
    search_fields = ("name", "address", "enterprise__name", "gateway__code")
    list_select_related = ("enterprise", "gateway")
    autocomplete_fields = ("enterprise", "gateway", "workshop", "zone", "hazard_source", "equipment")
    show_full_result_count = False


@admin.register(GroupRule)
class GroupRuleAdmin(ReadOnlyAdmin):
    """Rules over several points; changed on the rules page, where a second person publishes."""

    list_display = ("name", "rule", "label", "grade", "enterprise", "is_enabled")
    list_filter = ("rule", "grade", "is_enabled")
    search_fields = ("name", "enterprise__name")
    list_select_related = ("enterprise",)


@admin.register(PointOverride, KindSettings, ConfigVersion, UnknownSource)
class SeenOnlyAdmin(ReadOnlyAdmin):
    """Kept by services; here to look at."""
